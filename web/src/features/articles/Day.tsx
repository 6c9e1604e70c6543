import { useLanguage } from "@/lib/language";

/** A day, without a time: "20 Nov 2026". */
export function Day({ at }: { at: string }) {
  const language = useLanguage();
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(at))}
    </time>
  );
}
