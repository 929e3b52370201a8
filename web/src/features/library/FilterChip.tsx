export function chipClass(on: boolean): string {
  return (
    'inline-flex min-h-11 items-center gap-1.5 rounded-full border px-3.5 text-sm font-medium whitespace-nowrap transition sm:min-h-10 sm:px-3 ' +
    (on ? 'bg-primary text-primary-foreground border-transparent' : 'bg-field border-border hover:border-edge')
  );
}

type Props = { on: boolean; onClick: () => void; text: string; icon?: string };

/** A filter that is on or off. */
export function FilterChip({ on, onClick, text, icon }: Props) {
  return (
    <button type="button" aria-pressed={on} onClick={onClick} className={chipClass(on)}>
      {icon && <span aria-hidden="true" className={`size-4 ${icon}`} />}
      <span>{text}</span>
    </button>
  );
}
