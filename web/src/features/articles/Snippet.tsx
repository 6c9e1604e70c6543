const LONGEST = 1200;

/** What the newsletter says around a link, with the link's own words marked. */
export function Snippet({ snippet, text }: { snippet: string; text: string }) {
  const around = snippet.slice(0, LONGEST);
  const words = text.trim();
  const at = words === "" ? -1 : around.indexOf(words);
  if (at === -1) return <bdi>{around || words.slice(0, LONGEST)}</bdi>;
  return (
    <bdi>
      {around.slice(0, at)}
      <mark className="rounded-xs bg-mark/60 px-0.5 text-text">{words}</mark>
      {around.slice(at + words.length)}
    </bdi>
  );
}
