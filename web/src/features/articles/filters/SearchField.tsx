import { useEffect, useState } from "react";

import { Input } from "@/components/ui/field";

const WAIT_MILLISECONDS = 250;

/** Words to look for; the list follows as one types. `/` goes here. */
export function SearchField({
  label,
  words: asked = "",
  onSearch,
}: {
  label: string;
  words: string | undefined;
  onSearch: (words: string | undefined) => void;
}) {
  const [words, setWords] = useState(asked);
  const [known, setKnown] = useState(asked);
  // when the address changes by itself, what is typed follows it
  if (known !== asked) {
    setKnown(asked);
    if (words.trim() !== asked) setWords(asked);
  }
  useEffect(() => {
    const wanted = words.trim();
    if (wanted === asked) return;
    const timer = setTimeout(() => onSearch(wanted || undefined), WAIT_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [words, asked, onSearch]);
  return (
    <Input
      data-search
      type="search"
      maxLength={200}
      className="w-full md:w-60"
      placeholder={label}
      aria-label={label}
      value={words}
      onChange={(event) => setWords(event.target.value)}
    />
  );
}
