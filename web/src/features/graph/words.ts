/** The name of a type of relation or concept as words: "IS_PART_OF" → "is part of". */
export function relationWords(type: string): string {
  const words = type.replace(/[_\s]+/g, " ").trim();
  return /\p{Ll}/u.test(words) ? words : words.toLowerCase();
}
