import type { Model } from '@/lib/models';
import { generator } from '@/texts';

type Props = {
  models: Model[];
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

/** A card per model, as one group of radio buttons. */
export function ModelCards({ models, unavailable, chosen, onChoose }: Props) {
  return (
    <fieldset
      className={`grid gap-2 sm:grid-cols-2 sm:gap-3 lg:grid-cols-3 sm:max-lg:[&>label:last-child:nth-child(even)]:col-span-2 ${
        models.length % 4 === 0 ? 'xl:grid-cols-4' : ''
      }`}
    >
      <legend className="sr-only">{generator.chooseModel}</legend>
      {models.map((model) => (
        <ModelCard
          key={model.id}
          model={model}
          disabled={unavailable.has(model.id)}
          checked={model.id === chosen}
          onChoose={() => onChoose(model.id)}
        />
      ))}
    </fieldset>
  );
}

type CardProps = { model: Model; disabled: boolean; checked: boolean; onChoose: () => void };

function ModelCard({ model, disabled, checked, onChoose }: CardProps) {
  return (
    <label
      className={`glass relative flex gap-4 rounded-xl p-3 sm:p-4 transition duration-200 ${disabled ? 'text-muted-foreground' : 'hover:-translate-y-0.5'}`}
    >
      <input type="radio" name="model" value={model.id} checked={checked} disabled={disabled} onChange={onChoose} className="peer sr-only" />
      <span className="peer-checked:border-primary peer-checked:ring-primary peer-focus-visible:outline-primary absolute -inset-px rounded-xl border border-transparent peer-checked:ring-1 peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2" />
      <span className="bg-muted text-primary peer-disabled:text-muted-foreground peer-checked:vivid grid size-11 shrink-0 place-items-center rounded-lg transition">
        <span aria-hidden="true" className={`size-5 ${ICONS[model.category] ?? ICONS['image']}`} />
      </span>
      <span className="flex min-w-0 flex-col gap-0.5">
        <span className="text-muted-foreground text-xs font-medium">
          {generator.categories[model.category] ?? model.category}
        </span>
        <span className="font-semibold tracking-tight">{model.name}</span>
        <span className="text-muted-foreground text-sm leading-snug text-pretty max-sm:hidden">{model.description}</span>
        <span className={`${disabled ? 'text-foreground' : 'text-primary'} mt-auto pt-1.5 text-sm font-medium tabular-nums max-sm:absolute max-sm:top-3 max-sm:right-4 max-sm:pt-0 max-sm:text-xs`}>{disabled ? generator.modelUnavailable : generator.cost(model.credit_cost)}</span>
      </span>
    </label>
  );
}
