const SHOWN: Record<string, string> = {
  mod: /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl",
  shift: "⇧",
  enter: "↵",
  escape: "Esc",
  arrowleft: "←",
  arrowright: "→",
  arrowup: "↑",
  arrowdown: "↓",
};

/** Keys to press: together ("mod+k") or one after the other ("g>h"). */
export function Keys({ keys }: { keys: string }) {
  const isTogether = keys.includes("+");
  return (
    <span className="inline-flex items-center gap-1">
      {keys.split(/[+>]/).map((key, at) => (
        <kbd
          key={at}
          className="rounded border border-b-2 border-line-strong bg-surface px-1.5 py-0.5 font-sans text-xs text-text"
        >
          {SHOWN[key] ?? (isTogether ? key.toUpperCase() : key)}
        </kbd>
      ))}
    </span>
  );
}
