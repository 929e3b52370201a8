import { inputClass } from './Field';

type Props = { label: string; value: string; onChange: (value: string) => void };

/** A search field with its label as placeholder. */
export function SearchField({ label, value, onChange }: Props) {
  return (
    <div className="relative">
      <span aria-hidden="true" className="icon-[lucide--search] text-muted-foreground absolute top-3.5 left-3.5 size-4" />
      <input
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        // It searches while the user types. Enter must not submit a form around it: that starts a paid generation.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        className={`${inputClass} pl-10`}
      />
    </div>
  );
}
