import { useState } from 'react';

import { Dialog } from '@/components/Dialog';
import { singleKeys } from '@/lib/keyboard-shortcuts';
import { keys as texts } from '@/texts';

const APPLE = /Mac|iPhone|iPad/;

const KEYS = { prompt: 'p', recent: 'h', search: '/', keys: '?' };

/** Lists the shortcuts, and switches single keys off. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(singleKeys.areOn());
  const all = { ...KEYS, generate: `${APPLE.test(navigator.userAgent) ? '⌘' : texts.control} Enter` };
  return (
    <Dialog open onClose={onClose} title={texts.title}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2.5 text-[0.9375rem]">
        {Object.entries(all).map(([name, key]) => (
          <div key={name} className="contents">
            <dt>
              <kbd className="border-edge bg-muted rounded-md border px-2 py-0.5 font-sans text-sm font-medium">{key}</kbd>
            </dt>
            <dd>{texts.list[name as keyof typeof all]}</dd>
          </div>
        ))}
      </dl>
      <label className="flex min-h-11 items-center gap-3 text-sm">
        <input
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            singleKeys.turn(target.checked);
            setOn(target.checked);
          }}
          className="accent-primary size-5"
        />
        <span>{texts.single}</span>
      </label>
    </Dialog>
  );
}
