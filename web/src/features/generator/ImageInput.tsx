import { type DragEvent, useEffect, useRef, useState } from 'react';

import { describe, FieldNote } from '@/components/Field';
import type { InputField } from '@/lib/input-schema';
import { common, image } from '@/texts';

import { ImagePreview } from './ImagePreview';
import type { Upload } from './use-uploads';

type Props = {
  field: InputField;
  value: string;
  error: string | undefined;
  upload: Upload | undefined;
  preview: string | undefined;
  /** The columns of the form that it takes. */
  className: string;
  /** The form has several picture inputs: an error names its input. */
  several: boolean;
  /** It is one of several pictures that are required: it says so. */
  needed: boolean;
  onFile: (file: Blob) => void;
  onPick: () => void;
  onRatio: (ratio: number) => void;
  onRemove: () => void;
};

/** A picture input: drop, paste, file dialog or library. What is missing is said below the box; the longer errors have a row of the form for themselves, because the box can be narrow. */
export function ImageInput(props: Props) {
  const { field, value, upload, onRemove } = props;
  const { description, title, required } = field;
  const [gone, setGone] = useState('');
  const found = upload?.status === 'failed' ? upload.problem : value && value === gone ? image.gone : undefined;
  const long = found && props.several ? `${title}: ${found}` : found;
  const problem = long ?? props.error;
  const box = { id: `input-${field.name}`, hint: description, error: problem };
  const working = upload && upload.status !== 'failed';
  const place = useFocusOnSwap(Boolean(value || working));
  return (
    <>
      <div ref={place} data-image-input={field.name} className={`@container grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-1.5 ${props.className}`}>
        <p id={`${box.id}-label`} className="text-sm font-medium">
          <span>{title}</span>
          {props.needed && <span className="text-muted-foreground ml-1.5 font-normal">{`(${image.required})`}</span>}
          {!required && <span className="text-muted-foreground ml-1.5 font-normal @max-[14rem]:sr-only">{`(${common.optional})`}</span>}
        </p>
        {value || working ? (
          <ImagePreview title={title} several={props.several} path={value} preview={props.preview} upload={working ? upload : undefined} onRatio={props.onRatio} onGone={() => setGone(value)} onRemove={onRemove} />
        ) : (
          <DropZone {...props} labelledBy={`${box.id}-label`} attributes={describe(box)} />
        )}
        {!long && <FieldNote id={box.id} error={problem} />}
        <p id={problem ? undefined : `${box.id}-note`} className="text-muted-foreground text-sm empty:hidden @max-[14rem]:text-xs">
          {!required && <span aria-hidden="true" className="mr-1 inline-block first-letter:uppercase @min-[14rem]:hidden">{`${common.optional}${description ? '.' : ''}`}</span>}
          {description && <span>{description}</span>}
        </p>
      </div>
      {long && (
        <div className="col-span-full -mt-3.5 lg:-mt-1.5">
          <FieldNote id={box.id} error={long} />
        </div>
      )}
    </>
  );
}

/** When a picture is added or removed, the focused element disappears: focus its replacement. */
function useFocusOnSwap(filled: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(filled);
  useEffect(() => {
    if (before.current !== filled && document.activeElement === document.body) {
      place.current?.querySelector<HTMLElement>('button, input')?.focus();
    }
    before.current = filled;
  }, [filled]);
  return place;
}

function DropZone({
  labelledBy,
  attributes,
  onFile,
  onPick,
}: Props & { labelledBy: string; attributes: ReturnType<typeof describe> }) {
  const [over, setOver] = useState(false);
  // `scripts/file-drag.ts` accepts drops on zones and refuses them elsewhere.
  function drop({ dataTransfer }: DragEvent) {
    setOver(false);
    const [file] = dataTransfer.files;
    if (file) onFile(file);
  }
  return (
    <div
      role="group"
      aria-labelledby={labelledBy}
      data-drop-zone
      onDragOver={({ dataTransfer }) => setOver(dataTransfer.types.includes('Files'))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`grid min-h-18 grid-cols-[minmax(0,1fr)_auto] rounded-lg border border-dashed text-sm transition in-data-file-drag:border-primary @max-[22rem]:grid-cols-2 @max-[14rem]:text-xs ${
        over ? 'bg-primary/25' : `bg-field in-data-file-drag:bg-primary/10 ${attributes['aria-invalid'] ? 'border-destructive' : 'border-edge'}`
      }`}
    >
      <label className={`${HALF} hover:bg-muted cursor-pointer rounded-l-lg`}>
        <input
          {...attributes}
          type="file"
          accept="image/*"
          className="peer sr-only"
          onChange={({ target }) => target.files?.[0] && onFile(target.files[0])}
        />
        <span aria-hidden="true" className="icon-[lucide--image-up] text-primary size-5 shrink-0" />
        <span className="peer-focus-visible:outline-primary rounded-sm peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2">
          {/* Touch screens have no drag and drop of files. */}
          <span className="pointer-coarse:hidden @max-[26rem]:hidden">{`${image.drop} `}</span>
          <span className="text-primary font-medium whitespace-nowrap @max-[22rem]:whitespace-normal pointer-coarse:inline-block pointer-coarse:first-letter:uppercase @max-[26rem]:inline-block @max-[26rem]:first-letter:uppercase">
            {image.browse}
          </span>
        </span>
      </label>
      <button type="button" onClick={onPick} className={`${HALF} border-edge hover:bg-muted rounded-r-lg border-l border-dashed font-medium`}>
        <span aria-hidden="true" className="icon-[lucide--images] size-5 shrink-0" />
        <span>{image.fromLibrary}</span>
      </button>
    </div>
  );
}

/** Each half of an empty box. In a narrow box its icon is above its text. */
const HALF = 'relative flex min-w-0 items-center justify-center gap-2 px-4 py-1 text-center leading-tight transition @max-[22rem]:flex-col @max-[22rem]:gap-1 @max-[22rem]:px-1';
