import { useState } from 'react';

import { Dialog } from '@/components/Dialog';
import { type Place, SHORTCUTS, singleKeys } from '@/lib/keyboard-shortcuts';
import { keys as texts } from '@/texts';

const APPLE = /Mac|iPhone|iPad/;

const PLACES = Object.keys(SHORTCUTS) as Place[];

/** Lists the shortcuts. A checkbox switches off those of single keys. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(singleKeys.areOn());
  return (
    <Dialog open onClose={onClose} title={texts.title} className="max-w-4xl">
      <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
        {PLACES.map((place) => (
          <Shortcuts key={place} place={place} />
        ))}
      </div>
      <label className="flex min-h-11 items-center gap-3 text-sm">
        <input
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            singleKeys.turn(target.checked);
            setOn(target.checked);
          }}
          className="size-5"
        />
        <span>{texts.single}</span>
      </label>
    </Dialog>
  );
}

function Shortcuts({ place }: { place: Place }) {
  const words: Record<string, string> = texts.list[place];
  return (
    <section className={`grid content-start gap-1 ${place === 'card' ? 'lg:row-span-2' : ''}`}>
      <h3 className="text-muted-foreground text-sm font-medium">{texts.places[place]}</h3>
      <dl className="divide-border divide-y text-sm">
        {Object.entries(SHORTCUTS[place]).map(([name, shortcut]) => (
          <div key={name} className="flex min-h-10 flex-row-reverse items-center justify-between gap-3 py-1">
            <dt className="flex flex-wrap justify-end gap-1">
              {keysOf(shortcut).map((key) => (
                <kbd key={key} className="border-edge bg-muted min-w-7 rounded-md border px-1 py-0.5 text-center font-sans text-sm font-medium">
                  {texts.names[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
                </kbd>
              ))}
            </dt>
            <dd>{words[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function keysOf({ keys, control, shift }: { keys: string[]; control?: true; shift?: true }): string[] {
  const modifier = control && (APPLE.test(navigator.userAgent) ? '⌘' : 'Control');
  return [modifier, shift && 'Shift', ...keys].filter((key) => key !== undefined);
}
