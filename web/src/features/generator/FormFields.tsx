import { Fragment, lazy, Suspense, useState } from 'react';

import type { InputField } from '@/lib/input-schema';
import { common } from '@/texts';

import { ImageInput } from './ImageInput';
import { InputControl } from './InputControl';
import type { Draft } from './inputs';
import type { Slots } from './uploads';

const Picker = lazy(() => import('./Picker'));
/** Optional: if loading fails, the form works without it. */
const UploadQuota = lazy(() =>
  import('./UploadQuota').then(
    ({ UploadQuota: hint }) => ({ default: hint }),
    () => ({ default: () => null }),
  ),
);

type Props = {
  userId: string;
  fields: InputField[];
  values: Draft;
  errors: Record<string, string>;
  slots: Slots;
  onChange: (name: string, value: string) => void;
};

/** The inputs in the order of the schema. Its parent is the container by whose width they share rows. */
export function FormFields({ userId, fields, values, errors, slots, onChange }: Props) {
  const [picking, setPicking] = useState<string | null>(null);
  const lastImage = fields.findLast(({ widget }) => widget === 'image');
  function put(name: string, path: string) {
    slots.stop(name);
    onChange(name, path);
    setPicking(null);
  }
  return (
    <div className="grid grid-cols-6 gap-5 max-sm:gap-x-3 lg:gap-4">
      {fields.map((field) => {
        const { name } = field;
        const box = { field, value: values[name] ?? '', error: errors[name] };
        return (
          <Fragment key={name}>
            <div className={`min-w-0 ${widthOf(field, fields)}`}>
              {field.widget === 'image' ? (
                <ImageInput
                  {...box}
                  upload={slots.uploadOf(name)}
                  preview={slots.previewOf(box.value)}
                  onFile={(file) => slots.start(name, file)}
                  onPick={() => setPicking(name)}
                  onRemove={() => put(name, '')}
                />
              ) : (
                <InputControl {...box} onChange={(value) => onChange(name, value)} />
              )}
            </div>
            {field === lastImage && (
              <Suspense>
                <UploadQuota className="col-span-full -mt-2" />
              </Suspense>
            )}
          </Fragment>
        );
      })}
      {picking && (
        <Suspense fallback={<p className="sr-only">{common.loading}</p>}>
          <Picker userId={userId} onClose={() => setPicking(null)} onPick={(path) => put(picking, path)} />
        </Suspense>
      )}
    </div>
  );
}

/** The columns of six: inputs of the same kind share a row by twos or threes, where the form is wide enough. */
const TWO_IN_A_ROW = { number: 'col-span-3', image: 'col-span-full @[22rem]:col-span-3' };
const THREE_IN_A_ROW = { number: '@[22rem]:col-span-2', image: '@xl:col-span-2' };

function widthOf(field: InputField, fields: InputField[]): string {
  const { widget } = field;
  if (widget !== 'image' && widget !== 'number') return 'col-span-full';
  const ofKind = fields.filter((other) => other.widget === widget);
  const isLeftOver = ofKind.length % 2 === 1 && field === ofKind.at(-1);
  const byTwos = isLeftOver ? 'col-span-full' : TWO_IN_A_ROW[widget];
  return ofKind.length % 3 === 0 ? `${byTwos} ${THREE_IN_A_ROW[widget]}` : byTwos;
}
