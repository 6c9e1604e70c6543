import { useEffect, useRef, useState } from "react";

import { Input } from "@/components/ui/field";

const REST_MILLISECONDS = 250;

/** Words to find; told when typing rests. `/` leads here. */
export function SearchField({
  label,
  words,
  onSearch,
}: {
  label: string;
  words: string | undefined;
  onSearch: (words: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(words ?? "");
  const tell = useRef(onSearch);
  useEffect(() => {
    tell.current = onSearch;
  });
  useEffect(() => {
    if (typed.trim() === (words ?? "")) return;
    const timer = setTimeout(() => tell.current(typed.trim() || undefined), REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed, words]);
  return (
    <Input
      data-search
      type="search"
      maxLength={200}
      className="w-full sm:w-72"
      placeholder={label}
      aria-label={label}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}
