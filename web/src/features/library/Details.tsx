import type { Repeat } from '@/components/GenerationActions';
import { format } from '@/lib/format';
import type { Generation } from '@/lib/generations';
import { publicUrl } from '@/lib/media';
import { lightbox } from '@/texts';

import { Actions } from './Actions';
import type { UsedInput } from './types';

type Props = Repeat & {
  row: Generation;
  modelName: string;
  inputs: UsedInput[];
  onDeleted: () => void;
};

/** Prompt, inputs and actions of a generation. */
export function Details({ row, modelName, inputs, ...actions }: Props) {
  const facts: UsedInput[] = [
    { title: lightbox.model, text: modelName },
    { title: lightbox.created, text: format.dateTime(row.created_at) },
    { title: lightbox.credits, text: row.status === 'failed' ? lightbox.creditsBack(row.credits_used) : format.number(row.credits_used) },
    ...inputs,
  ];
  return (
    <div className="flex flex-col gap-5 p-5 lg:max-h-[calc(100dvh-3rem)] lg:overflow-auto lg:pt-16">
      <div className="grid gap-1">
        <h2 className="text-muted-foreground text-sm font-medium">{lightbox.prompt}</h2>
        <p dir="auto" className="leading-relaxed [overflow-wrap:anywhere] whitespace-pre-wrap">{row.prompt}</p>
      </div>
      <dl className="border-border grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 border-t pt-5 text-sm">
        {facts.map((fact) => (
          <Fact key={fact.title} fact={fact} />
        ))}
      </dl>
      <Actions row={row} {...actions} />
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
