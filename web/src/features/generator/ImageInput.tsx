import { type DragEvent, useEffect, useRef, useState } from 'react';

import { Button } from '@/components/Button';
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
  onFile: (file: Blob) => void;
  onPick: () => void;
  onRemove: () => void;
};

/** A picture input: drop, paste, file dialog or library. */
export function ImageInput(props: Props) {
  const { field, value, upload, onRemove } = props;
  const problem = upload?.status === 'failed' ? upload.problem : props.error;
  const box = { id: `input-${field.name}`, hint: field.description, error: problem };
  const working = upload && upload.status !== 'failed';
  const place = useFocusOnSwap(Boolean(value || working));
  return (
    <div ref={place} data-image-input={field.name} className="@container grid grid-cols-[minmax(0,1fr)] content-start gap-1.5">
      <p id={`${box.id}-label`} className="text-sm font-medium @max-[10rem]:flex @max-[10rem]:min-h-10 @max-[10rem]:flex-col @max-[10rem]:justify-end">
        <span>{field.title}</span>
        {!field.required && <span className="text-muted-foreground ml-1.5 font-normal @max-[10rem]:ml-0">{`(${common.optional})`}</span>}
      </p>
      {value || working ? (
        <ImagePreview title={field.title} path={value} preview={props.preview} upload={working ? upload : undefined} onRemove={onRemove} />
      ) : (
        <DropZone {...props} labelledBy={`${box.id}-label`} attributes={describe(box)} />
      )}
      <FieldNote {...box} />
    </div>
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
      className={`grid min-h-40 place-content-center justify-items-center gap-2 rounded-lg border border-dashed p-4 lg:min-h-0 lg:gap-0 lg:p-0 text-center text-sm transition in-data-file-drag:border-primary ${
        over ? 'bg-primary/25' : `bg-field in-data-file-drag:bg-primary/10 ${attributes['aria-invalid'] ? 'border-destructive' : 'border-edge'}`
      }`}
    >
      <span aria-hidden="true" className="icon-[lucide--image-up] text-primary size-6 lg:hidden" />
      <p>
        {/* Touch screens have no drag and drop of files. */}
        <span className="pointer-coarse:hidden @max-[10rem]:hidden">{`${image.drop} `}</span>
        <label className="relative pointer-coarse:inline-block pointer-coarse:py-2.5">
          <input
            {...attributes}
            type="file"
            accept="image/*"
            className="peer sr-only"
            onChange={({ target }) => target.files?.[0] && onFile(target.files[0])}
          />
          <span className="text-primary pointer-coarse:inline-block pointer-coarse:first-letter:uppercase @max-[10rem]:inline-block @max-[10rem]:first-letter:uppercase peer-focus-visible:outline-primary rounded-sm font-medium underline underline-offset-4 peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2">
            {image.browse}
          </span>
        </label>
      </p>
      <Button look="ghost" size="small" className="@max-[10rem]:px-1 @max-[10rem]:whitespace-normal" onClick={onPick}>
        <span aria-hidden="true" className="icon-[lucide--images] size-4 @max-[10rem]:hidden" />
        <span>{image.fromLibrary}</span>
      </Button>
    </div>
  );
}
