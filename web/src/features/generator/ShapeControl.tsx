import { useId, useState } from 'react';

import { generator } from '@/texts';

import type { Draft } from './inputs';
import { InputControl } from './InputControl';
import { MAX_SET_SIZE } from './set-choices';
import { shapeOf, type ShapeFields, SHAPES, type Size, sizeOf } from './shapes';

const OWN = 'own';

type Props = {
  fields: ShapeFields;
  values: Draft;
  errors: Record<string, string>;
  /** The shapes of which the next set has one result each; empty if all results have the size in the form. */
  compared: string[];
  /** Whether the size follows the first picture. */
  following: boolean;
  /** Whether the picture has another shape than any that is offered. */
  inexact: boolean;
  onSize: (size: Size) => void;
  onCompare: (shapes: string[]) => void;
  onChange: (name: string, value: string) => void;
};

/** Chooses width and height by a shape, or several shapes: then the set has one result of each. */
export function ShapeControl({ fields, values, errors, compared, following, inexact, onSize, onCompare, onChange }: Props) {
  const { width, height } = fields;
  const labelId = useId();
  const current = shapeOf(values, fields);
  const [ownAsked, setOwnAsked] = useState(false);
  const several = compared.length > 0;
  const own = !several && (ownAsked || !current || Boolean(errors[width.name] ?? errors[height.name]));
  const offered = Object.keys(SHAPES).filter((shape) => sizeOf(shape, fields));

  function choose(shape: string) {
    setOwnAsked(shape === OWN);
    const size = shape === OWN ? undefined : sizeOf(shape, fields);
    if (size) onSize(size);
  }

  function toggle(shape: string) {
    const chosen = compared.includes(shape) ? compared.filter((each) => each !== shape) : [...compared, shape];
    if (chosen.length > 0 && chosen.length <= MAX_SET_SIZE) onCompare(offered.filter((each) => chosen.includes(each)));
  }

  return (
    <div role="group" aria-labelledby={labelId} className="grid gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3">
        <p id={labelId} className="text-sm font-medium">
          {generator.shape}
        </p>
        <p role={following ? 'status' : undefined} className="text-muted-foreground grow basis-24 text-sm leading-tight tabular-nums">
          {!several &&
            !own &&
            (following && current ? generator.followsPicture(current, inexact) : generator.size(Number(values[width.name]), Number(values[height.name])))}
        </p>
        <label className="has-focus-visible:outline-primary flex items-center gap-2 rounded-sm text-sm has-focus-visible:outline-2 max-sm:min-h-11 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={several}
            onChange={() => onCompare(several ? [] : [current ?? offered[0] ?? ''].filter(Boolean))}
            className="peer sr-only"
          />
          <span aria-hidden="true" className="icon-[lucide--square] text-muted-foreground size-4.5 peer-checked:hidden" />
          <span aria-hidden="true" className="icon-[lucide--square-check] text-primary hidden size-4.5 peer-checked:inline-block" />
          <span>{generator.severalShapes}</span>
        </label>
      </div>
      <div className="grid grid-cols-6 gap-1.5 max-[359px]:grid-cols-3">
        {offered.map((shape) => (
          <Tile
            key={shape}
            shape={shape}
            several={several}
            checked={several ? compared.includes(shape) : !own && shape === current}
            onChange={() => (several ? toggle(shape) : choose(shape))}
          />
        ))}
        {!several && <Tile shape={OWN} several={false} checked={own} onChange={() => choose(OWN)} />}
      </div>
      {own && (
        <div className="grid grid-cols-2 gap-3 pt-1.5">
          {[width, height].map((field) => (
            <InputControl
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              error={errors[field.name]}
              onChange={(value) => {
                setOwnAsked(true);
                onChange(field.name, value);
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

type TileProps = { shape: string; several: boolean; checked: boolean; onChange: () => void };

function Tile({ shape, several, checked, onChange }: TileProps) {
  const ratio = SHAPES[shape];
  return (
    <label className="border-edge bg-field hover:border-primary/60 has-checked:border-primary has-checked:ring-primary has-focus-visible:outline-primary relative grid min-h-14 lg:min-h-12 cursor-pointer place-items-center content-center gap-1 rounded-md border text-xs font-medium tabular-nums transition has-checked:ring-1 has-focus-visible:outline-2 has-focus-visible:outline-offset-2">
      <input type={several ? 'checkbox' : 'radio'} name="shape" value={shape} checked={checked} onChange={onChange} className="sr-only" />
      <span aria-hidden="true" className="grid h-5 place-items-center">
        {ratio ? (
          <span className="border-foreground/60 rounded-[2px] border-[1.5px]" style={outline(ratio)} />
        ) : (
          <span className="icon-[lucide--ruler] size-4" />
        )}
      </span>
      <span className="max-sm:text-[0.6875rem]">{ratio ? shape : generator.ownShape}</span>
    </label>
  );
}

/** The size of a small drawing of this shape, in rem. */
function outline(ratio: number) {
  const longest = 1.25;
  return { width: `${longest * Math.min(1, ratio)}rem`, height: `${longest * Math.min(1, 1 / ratio)}rem` };
}
