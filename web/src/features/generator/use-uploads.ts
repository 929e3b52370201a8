import { useEffect, useRef, useState } from 'react';

import { image } from '@/texts';

import { uploadImage } from './upload';

const MAX_FILE_MEGABYTES = 50;

/** Loaded at the first upload. */
const quota = () => import('@/lib/upload-quota');

export type Upload =
  | { status: 'scaling' }
  | { status: 'uploading'; share: number; preview: string }
  | { status: 'failed'; problem: string };

/** The uploads into the picture inputs of one model, by input name. */
export type Slots = {
  uploadOf: (name: string) => Upload | undefined;
  isBusy: (name: string) => boolean;
  /** A local URL for a path that was just uploaded. */
  previewOf: (path: string) => string | undefined;
  start: (name: string, file: Blob) => void;
  stop: (name: string) => void;
};

type OnDone = (model: string, name: string, path: string) => void;

/** Uploads for the forms of all models. They continue while the form of another model is shown. */
export function useUploads(userId: string, onDone: OnDone): (model: string) => Slots {
  const [uploads, setUploads] = useState<Record<string, Upload>>({});
  const running = useRef(new Map<string, AbortController>());
  const previews = useRef(new Map<string, string>());
  useEffect(() => () => running.current.forEach((control) => control.abort()), []);

  const show = (slot: string, upload: Upload) => setUploads((known) => ({ ...known, [slot]: upload }));

  function stop(slot: string) {
    running.current.get(slot)?.abort();
    running.current.delete(slot);
    setUploads(({ [slot]: _ended, ...others }) => others);
  }

  async function start(slot: string, file: Blob, done: (path: string) => void) {
    stop(slot);
    const control = new AbortController();
    running.current.set(slot, control);
    show(slot, { status: 'scaling' });
    try {
      const path = await put(file, control.signal, (upload) => show(slot, upload));
      stop(slot);
      done(path);
    } catch (caught) {
      const problem = await wordsFor(caught);
      if (!control.signal.aborted) show(slot, { status: 'failed', problem });
    }
  }

  async function put(file: Blob, signal: AbortSignal, onUpload: (upload: Upload) => void): Promise<string> {
    const { scaleDown } = await import('./scale-picture');
    const picture = await scaleDown(file, MAX_FILE_MEGABYTES * 1_000_000);
    signal.throwIfAborted();
    const preview = URL.createObjectURL(picture);
    const onShare = (share: number) => onUpload({ status: 'uploading', share, preview });
    onShare(0);
    const path = await uploadImage(userId, picture, onShare, signal).catch(async (caught: unknown) => {
      throw signal.aborted ? caught : await (await quota()).uploadFailure(caught);
    });
    void quota().then(({ readQuota }) => readQuota()).catch(() => undefined);
    previews.current.set(path, preview);
    return path;
  }

  return (model) => ({
    uploadOf: (name) => uploads[`${model}/${name}`],
    isBusy: (name) => isGoing(uploads[`${model}/${name}`]),
    previewOf: (path) => previews.current.get(path),
    start: (name, file) => void start(`${model}/${name}`, file, (path) => onDone(model, name, path)),
    stop: (name) => stop(`${model}/${name}`),
  });
}

function isGoing(upload: Upload | undefined): boolean {
  return upload !== undefined && upload.status !== 'failed';
}

async function wordsFor(problem: unknown): Promise<string> {
  if (problem instanceof Error && problem.name === 'QuotaReached') return problem.message;
  // Loaded only after an error; without a connection the import fails.
  const words = await import('@/lib/unusable-picture').catch(() => null);
  return words && problem instanceof words.UnusablePicture ? words.wordsForPicture(problem, MAX_FILE_MEGABYTES) : image.failed;
}
