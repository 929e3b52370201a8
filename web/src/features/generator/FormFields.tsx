import { Fragment, lazy, Suspense } from 'react';

import type { InputField, InputSchema } from '@/lib/input-schema';

import { ImageInput } from './ImageInput';
import { InputControl } from './InputControl';
import { CutOff } from './CutOff';
import { cutOff, type Ratios } from './follow-picture';
import type { Draft } from './inputs';
import { ShapeControl } from './ShapeControl';
import type { Size } from './shapes';
import type { Slots } from './use-uploads';

/** Optional: if loading fails, the form works without it. */
const UploadQuota = lazy(() =>
  import('./UploadQuota').then(
    ({ UploadQuota: hint }) => ({ default: hint }),
    () => ({ default: () => null }),
  ),
);

type Props = {
  schema: InputSchema;
  values: Draft;
  errors: Record<string, string>;
  slots: Slots;
  /** The shapes of which the next set has one result each. */
  compared: string[];
  ratios: Ratios;
  /** Whether the size follows the first picture. */
  following: boolean;
  /** Whether the seed comes from a result. */
  seedOfResult: boolean;
  onRatio: (path: string, ratio: number) => void;
  onChange: (name: string, value: string) => void;
  onSize: (size: Size) => void;
  onCompare: (shapes: string[]) => void;
  /** Show recent prompts. */
  onRecent: () => void;
  /** Choose one of the user's pictures for this input. */
  onPick: (name: string) => void;
};

/** The inputs, in the order of the schema. The width of the parent, a CSS container, decides which of them share a row. */
export function FormFields({ schema, values, errors, slots, compared, ratios, following, seedOfResult, onRatio, onChange, onSize, onCompare, onRecent, onPick }: Props) {
  const { shape } = schema;
  // Width and height have one control, in the place of the first of them.
  const [first, second] = schema.fields.filter(({ name }) => name === shape?.width.name || name === shape?.height.name);
  const fields = schema.fields.filter((field) => field !== second);
  const others = fields.filter((field) => field !== first);
  const images = fields.filter(({ widget }) => widget === 'image');
  return (
    // Dense, so that the next input stays beside a picture input whose error takes the row below.
    <div className="grid grid-flow-row-dense grid-cols-6 gap-5 max-sm:gap-x-3 lg:gap-x-4 lg:gap-y-3">
      {fields.map((field) => {
        const { name } = field;
        if (shape && field === first) {
          const size = { width: Number(values[shape.width.name]), height: Number(values[shape.height.name]) };
          const inexact = cutOff(ratios[values[images[0]?.name ?? ''] ?? ''] ?? NaN, size) > 0;
          return (
            <div key={name} className="col-span-full min-w-0">
              <ShapeControl fields={shape} {...{ values, errors, compared, following, inexact, onSize, onCompare, onChange }} />
              {compared.length === 0 && <CutOff fields={shape} {...{ values, images, ratios }} />}
            </div>
          );
        }
        const box = { field, value: values[name] ?? '', error: errors[name] };
        const className = widthOf(field, others);
        return (
          <Fragment key={name}>
            {field.widget === 'image' ? (
              <ImageInput
                {...box}
                className={className}
                several={images.length > 1}
                needed={field.required && images.filter(({ required }) => required).length > 1}
                upload={slots.uploadOf(name)}
                preview={slots.previewOf(box.value)}
                onFile={(file) => slots.start(name, file)}
                onPick={() => onPick(name)}
                onRatio={(ratio) => onRatio(box.value, ratio)}
                onRemove={() => onChange(name, '')}
              />
            ) : (
              <div className={`min-w-0 ${className}`}>
                <InputControl {...box} {...{ seedOfResult }} onRecent={name === schema.promptField ? onRecent : undefined} onChange={(value) => onChange(name, value)} />
              </div>
            )}
            {field === images.at(-1) && (
              <Suspense>
                <UploadQuota inForm className="col-span-full -mt-2" />
              </Suspense>
            )}
          </Fragment>
        );
      })}
    </div>
  );
}

/** Columns of the six-column grid: two or three inputs of the same kind share a row, where the form is wide enough. */
const TWO_IN_A_ROW = { number: 'col-span-3', image: 'col-span-full @[18rem]:col-span-3' };
const THREE_IN_A_ROW = { number: '@[22rem]:col-span-2', image: '@[25rem]:col-span-2' };

function widthOf(field: InputField, fields: InputField[]): string {
  const { widget } = field;
  const place = fields.indexOf(field);
  if (widget === 'text' && isLoneNumber(fields[place + 1], fields)) return 'col-span-4';
  if (widget !== 'image' && widget !== 'number') return 'col-span-full';
  if (isLoneNumber(field, fields) && fields[place - 1]?.widget === 'text') return 'col-span-2';
  const ofKind = fields.filter((other) => other.widget === widget);
  // If their number is odd, one has its own row: the first picture, to which the others are additions, or the last number.
  const isLeftOver = ofKind.length % 2 === 1 && field === ofKind.at(widget === 'image' ? 0 : -1);
  const byTwos = isLeftOver ? 'col-span-full' : TWO_IN_A_ROW[widget];
  return ofKind.length % 3 === 0 ? `${byTwos} ${THREE_IN_A_ROW[widget]}` : byTwos;
}

/** Whether this is the form's only number, which can share the row of a line of text. */
function isLoneNumber(field: InputField | undefined, fields: InputField[]): boolean {
  return field?.widget === 'number' && fields.filter(({ widget }) => widget === 'number').length === 1;
}
