import { useEffect, useEffectEvent, useRef } from 'react';

import { publicUrl } from '@/lib/media';
import { image } from '@/texts';

import type { Upload } from './use-uploads';

type Props = {
  title: string;
  /** The form has several picture inputs, so that each is lower where the form's height is fixed. */
  several: boolean;
  /** The picture's path in the bucket; empty during the upload. */
  path: string;
  /** A local URL of the picture, if it was just uploaded. */
  preview: string | undefined;
  upload: Upload | undefined;
  /** The proportions of the picture, as width by height, are known. */
  onRatio: (ratio: number) => void;
  /** The picture cannot be loaded. */
  onGone: () => void;
  onRemove: () => void;
};

export function ImagePreview({ title, several, path, preview, upload, onRatio, onGone, onRemove }: Props) {
  const picture = useRef<HTMLImageElement>(null);
  const measure = useEffectEvent(() => {
    const { naturalWidth = 0, naturalHeight = 0 } = picture.current ?? {};
    if (path && naturalWidth > 0 && naturalHeight > 0) onRatio(naturalWidth / naturalHeight);
  });
  // A picture that was just uploaded is loaded before it has a path.
  useEffect(() => measure(), [path]);
  const source = upload?.status === 'uploading' ? upload.preview : (preview ?? (path && publicUrl(path)));
  return (
    <div
      className={`border-border bg-muted relative grid grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] overflow-hidden rounded-lg border ${
        several ? 'h-44 @max-[14rem]:h-28 lg:h-18 lg:@max-[14rem]:h-18' : 'h-44'
      }`}
    >
      {source && <img ref={picture} src={source} alt={title} className="size-full object-contain" onLoad={measure} onError={onGone} />}
      {upload && <UploadBar upload={upload} />}
      <button
        type="button"
        onClick={onRemove}
        aria-label={`${image.remove}: ${title}`}
        className="absolute top-0 right-0 grid size-11 place-items-center rounded-lg focus-visible:-outline-offset-2"
      >
        {/* Smaller than what can be pressed, so that it hides little of the picture. */}
        <span aria-hidden="true" className="raised grid size-7 place-items-center rounded-full">
          <span className="icon-[lucide--x] size-4" />
        </span>
      </button>
    </div>
  );
}

function UploadBar({ upload }: { upload: Upload }) {
  const share = upload.status === 'uploading' ? upload.share : undefined;
  return (
    <div className="bg-raised/90 absolute inset-x-0 bottom-0 grid gap-1.5 px-3 py-2 text-xs font-medium">
      <span role="status">{share === undefined ? image.scaling : image.uploading}</span>
      <progress value={share} max={1} aria-label={image.uploading} className="bar" />
    </div>
  );
}
