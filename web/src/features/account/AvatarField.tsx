import { useRef, useState } from 'react';

import { Avatar } from '@/components/Avatar';
import { Button } from '@/components/Button';
import { FieldNote } from '@/components/Field';
import { QuotaReached } from '@/lib/upload-quota';
import { toast } from '@/lib/toasts';
import { UnusablePicture, wordsForPicture } from '@/lib/unusable-picture';
import { profileTexts as texts } from '@/texts';

import { removeAvatar, saveAvatar } from './profile-api';

const FILE_MEGABYTES = 20;

type Props = { userId: string; name: string; url: string | null };

/** Change or remove the avatar. It is saved at once. */
export function AvatarField({ userId, name, url }: Props) {
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  function work(done: Promise<void>, said: string) {
    setBusy(true);
    setProblem(undefined);
    done
      .then(
        () => toast(said, 'good'),
        (caught: unknown) => setProblem(wordsFor(caught)),
      )
      .finally(() => setBusy(false));
  }

  async function save(picture: Blob) {
    const { cutSquare } = await import('./square');
    await saveAvatar(userId, await cutSquare(picture, FILE_MEGABYTES * 1_000_000), url);
  }

  return (
    <div role="group" aria-label={texts.picture} className="flex items-center gap-5">
      <Avatar name={name} url={url} className="size-20 shrink-0 text-3xl" />
      <div className="grid min-w-0 gap-2">
        <div className="flex flex-wrap gap-2">
          <Button busy={busy} onClick={() => file.current?.click()}>
            {busy ? texts.uploading : url ? texts.change : texts.add}
          </Button>
          {url && !busy && (
            <Button look="ghost" onClick={() => work(removeAvatar(userId, url), texts.pictureRemoved)}>
              {texts.remove}
            </Button>
          )}
        </div>
        <FieldNote id="avatar" hint={texts.hint} error={problem} />
      </div>
      <input
        ref={file}
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-label={texts.change}
        className="hidden"
        onChange={({ target }) => {
          const [picture] = target.files ?? [];
          if (picture) work(save(picture), texts.pictureSaved);
          target.value = '';
        }}
      />
    </div>
  );
}

function wordsFor(problem: unknown): string {
  if (problem instanceof QuotaReached) return problem.message;
  return problem instanceof UnusablePicture ? wordsForPicture(problem, FILE_MEGABYTES) : texts.pictureFailed;
}
