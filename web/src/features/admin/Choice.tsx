/** One of a few, all in sight. */
export function Choice<T extends string>({
  label,
  value,
  choices,
  onChoose,
}: {
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <div
      role="group"
      aria-label={label}
      className="flex max-w-full overflow-x-auto rounded-md border border-line-strong bg-surface"
    >
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChoose(choice.value)}
          className="h-9 px-3 text-sm font-medium whitespace-nowrap text-soft -outline-offset-2 hover:text-text aria-pressed:bg-accent-soft aria-pressed:text-accent-strong"
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
