import type { Elements } from '@/components/elements';
import type { Repeat } from '@/components/GenerationActions';
import { format } from '@/lib/format';
import { publicUrl } from '@/lib/media';
import { lightbox } from '@/texts';

import { LightboxActions } from './LightboxActions';
import type { LibraryRow } from './filter';
import { MarkedText } from './MarkedText';
import type { UsedInput } from './types';

type Props = Repeat & {
  row: LibraryRow;
  search: string;
  modelName: string;
  inputs: UsedInput[];
  onDelete: () => void;
  onCollect: () => void;
  onFavourite: () => void;
  cancel: Elements;
};

/** Prompt, inputs and actions of a generation. */
export function LightboxDetails({ row, search, modelName, inputs, ...actions }: Props) {
  const facts: UsedInput[] = [
    { title: lightbox.model, text: modelName },
    { title: lightbox.created, text: format.dateTime(row.created_at) },
    { title: lightbox.credits, text: row.status === 'failed' ? lightbox.creditsBack(row.credits_used) : format.number(row.credits_used) },
    ...(row.width && row.height ? [{ title: lightbox.size, text: lightbox.pixels(row.width, row.height) }] : []),
    ...inputs,
  ];
  return (
    <div className="flex flex-col lg:max-h-[calc(100dvh-3rem)] lg:pt-12">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long prompt is scrolled by keyboard */}
      <div tabIndex={0} role="group" aria-label={lightbox.label} className="flex min-h-0 grow flex-col gap-5 overflow-auto p-5 max-lg:order-last lg:pt-4">
        <div className="grid gap-1">
          <h2 className="text-muted-foreground text-sm font-medium">{lightbox.prompt}</h2>
          <p dir="auto" className="leading-relaxed [overflow-wrap:anywhere] whitespace-pre-wrap">
            <MarkedText text={row.prompt} search={search} />
          </p>
        </div>
        <dl className="border-border grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 border-t pt-5 text-sm">
          {facts.map((fact) => (
            <Fact key={fact.title} fact={fact} />
          ))}
        </dl>
      </div>
      <div className="border-border shrink-0 p-5 max-lg:pb-0 lg:border-t lg:pt-4">
        <LightboxActions row={row} {...actions} />
      </div>
    </div>
  );
}

function Fact({ fact }: { fact: UsedInput }) {
  return (
    <div className="contents">
      <dt className="text-muted-foreground">{fact.title}</dt>
      <dd className="text-right [overflow-wrap:anywhere] tabular-nums">
        {'text' in fact ? (
          <bdi>{fact.text}</bdi>
        ) : (
          <img src={publicUrl(fact.picture)} alt={fact.title} loading="lazy" className="bg-muted ml-auto size-16 rounded-sm object-cover" />
        )}
      </dd>
    </div>
  );
}
