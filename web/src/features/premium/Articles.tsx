import { useState } from 'react';

import { Button } from '@/components/Button';
import { toast } from '@/lib/toasts';
import { premium as texts } from '@/texts';

import { type Article, downloadUrlOf } from './api';

type Props = { articles: Article[]; level?: 'h2' | 'h3' };

/** Articles: a picture, plain text in paragraphs, and a file. `level` is the level of their headings. */
export function Articles({ articles, level: Heading = 'h3' }: Props) {
  if (articles.length === 0) {
    return (
      <div className="glass grid gap-1 rounded-2xl p-6 text-center">
        <Heading className="font-semibold">{texts.emptyTitle}</Heading>
        <p className="text-muted-foreground">{texts.empty}</p>
      </div>
    );
  }
  return (
    <ul className="grid items-start gap-4 md:grid-cols-2">
      {articles.map(({ id, title, body, picture, picture_alt: alt, download_path: file }) => (
        <li key={id} className="glass arrive rounded-2xl p-6 sm:p-7">
          <article className="grid gap-3">
            {picture && <Picture key={picture} src={picture} alt={alt} />}
            <Heading dir="auto" className="text-xl font-semibold [overflow-wrap:anywhere]">{title}</Heading>
            <div className="text-muted-foreground grid gap-3 [overflow-wrap:anywhere] whitespace-pre-line">
              {paragraphs(body).map(({ start, text }) => (
                <p key={start} dir="auto">{text}</p>
              ))}
            </div>
            {file && <Download path={file} title={title} />}
          </article>
        </li>
      ))}
    </ul>
  );
}

function Picture({ src, alt }: { src: string; alt: string }) {
  const [broken, setBroken] = useState(false);
  if (broken) return null;
  return <img src={src} alt={alt} onError={() => setBroken(true)} className="bg-muted aspect-video w-full rounded-lg object-cover" />;
}

function Download({ path, title }: { path: string; title: string }) {
  const [busy, setBusy] = useState(false);
  async function download() {
    setBusy(true);
    await downloadUrlOf(path).then(
      (url) => location.assign(url),
      () => toast(texts.downloadFailed, 'bad'),
    );
    setBusy(false);
  }
  return (
    <Button busy={busy} onClick={() => void download()} aria-label={texts.downloadOf(title)} className="justify-self-start">
      <span aria-hidden="true" className="icon-[lucide--download] size-4" />
      <span>{texts.download}</span>
    </Button>
  );
}

/** The paragraphs of a text, separated by empty lines. */
function paragraphs(body: string): { start: number; text: string }[] {
  return [...body.matchAll(/\S(?:(?!\n\s*\n)[\s\S])*/g)].map((found) => ({ start: found.index, text: found[0].trimEnd() }));
}
