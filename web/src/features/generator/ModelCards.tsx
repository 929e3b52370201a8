import type { Model } from '@/lib/models';
import { generator } from '@/texts';

type Props = {
  models: Model[];
  /** The plan that a model needs, where the user's plan does not include it. */
  locks: ReadonlyMap<string, string>;
  /** Models with an invalid input schema. */
  unavailable: ReadonlySet<string>;
  chosen: string | null;
  onChoose: (model: string) => void;
};

const ICONS: Record<string, string> = {
  image: 'icon-[lucide--image]',
  edit: 'icon-[lucide--wand-sparkles]',
  video: 'icon-[lucide--clapperboard]',
};

/** Radio buttons for the models, each with the model's category and price. */
export function ModelCards({ models, locks, unavailable, chosen, onChoose }: Props) {
  return (
    <fieldset className="grid min-w-0 grow grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-2 sm:grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] lg:flex lg:flex-wrap">
      <legend className="sr-only">{generator.chooseModel}</legend>
      {models.map((model) => (
        <ModelCard
          key={model.id}
          model={model}
          lock={locks.get(model.id)}
          disabled={unavailable.has(model.id)}
          checked={model.id === chosen}
          onChoose={() => onChoose(model.id)}
        />
      ))}
    </fieldset>
  );
}

type CardProps = { model: Model; lock: string | undefined; disabled: boolean; checked: boolean; onChoose: () => void };

function ModelCard({ model, lock, disabled, checked, onChoose }: CardProps) {
  return (
    <label
      className={`glass relative flex min-h-12 items-center gap-2 rounded-xl px-2 py-1.5 sm:gap-3 sm:px-3 transition duration-200 ${disabled ? 'text-muted-foreground' : 'hover:border-edge'}`}
    >
      <input type="radio" name="model" value={model.id} checked={checked} disabled={disabled} onChange={onChoose} className="peer sr-only" />
      <span className="peer-checked:border-primary peer-checked:ring-primary peer-focus-visible:outline-primary absolute -inset-px rounded-xl border border-transparent peer-checked:ring-1 peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2" />
      <span className="bg-muted text-primary peer-disabled:text-muted-foreground peer-checked:vivid grid size-8 shrink-0 place-items-center rounded-md transition">
        <span aria-hidden="true" className={`size-4 ${ICONS[model.category] ?? ICONS['image']}`} />
      </span>
      {lock && <span aria-hidden="true" className="icon-[lucide--lock] text-muted-foreground order-last size-4 shrink-0" />}
      <span className="grid min-w-0 leading-tight">
        <span className="line-clamp-2 text-[0.9375rem] [overflow-wrap:anywhere] font-semibold tracking-tight">{model.name}</span>
        <span className="text-muted-foreground text-xs tabular-nums">
          {`${generator.categories[model.category] ?? model.category} · ${disabled ? generator.modelUnavailable : (lock ?? generator.cost(model.credit_cost))}`}
        </span>
      </span>
    </label>
  );
}
