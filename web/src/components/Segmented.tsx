type Props<Value extends string> = {
  name: string;
  label: string;
  value: Value;
  options: Record<Value, string>;
  onChange: (value: Value) => void;
};

/** A row of radio buttons. Arrow keys change the choice, which takes effect at once. */
export function Segmented<Value extends string>({ name, label, value, options, onChange }: Props<Value>) {
  return (
    <fieldset className="bg-muted/70 border-border flex shrink-0 rounded-md border p-1">
      <legend className="sr-only">{label}</legend>
      {(Object.entries(options) as [Value, string][]).map(([option, text]) => (
        <label
          key={option}
          className="relative grid min-h-11 grow sm:min-h-9"
        >
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            onChange={() => onChange(option)}
            className="peer sr-only"
          />
          <span className="peer-checked:bg-chosen peer-checked:text-foreground peer-focus-visible:outline-primary text-muted-foreground hover:text-foreground grid place-items-center rounded-sm px-3 text-sm font-medium transition peer-checked:shadow-sm peer-focus-visible:outline-2">
            {text}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
