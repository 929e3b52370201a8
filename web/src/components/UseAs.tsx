import { useId } from 'react';

import { generationTexts as texts } from '@/texts';

import { Button } from './Button';
import { buttonClass } from './button-class';
import type { Use } from './GenerationActions';
import { Popover } from './Popover';

type Props = { uses: Use[]; onUse: (use: Use) => void };

/** A button that uses the result in the input that fits best, and a menu of the other inputs. */
export function UseAs({ uses: [first, ...others], onUse }: Props) {
  const id = useId();
  if (!first) return null;
  return (
    <div className="flex min-w-0">
      <Button title={first.text} onClick={() => onUse(first)} className={`min-w-0 grow px-2 ${others.length > 0 ? 'rounded-r-none' : ''}`}>
        <span aria-hidden="true" className="icon-[lucide--image-plus] size-4 max-sm:hidden" />
        <span className="truncate">{first.text}</span>
      </Button>
      {others.length > 0 && (
        <Popover
          id={id}
          label={texts.asOtherInput}
          trigger={<span aria-hidden="true" className="icon-[lucide--chevron-down] size-4" />}
          triggerClass={`${buttonClass({})} -ml-px rounded-l-none px-2.5`}
          className="w-max"
        >
          <ul aria-label={texts.asOtherInput}>
            {others.map((use) => (
              <li key={`${use.model}/${use.field}`}>
                <button
                  type="button"
                  popoverTarget={id}
                  onClick={() => onUse(use)}
                  className="hover:bg-muted grid min-h-11 w-full content-center rounded-md px-3 py-1.5 text-left text-sm"
                >
                  <span className="font-medium">{use.work}</span>
                  <span className="text-muted-foreground tabular-nums">{texts.detailsOfUse(use.price, use.oneOfSeveral ? use.title : undefined)}</span>
                </button>
              </li>
            ))}
          </ul>
        </Popover>
      )}
    </div>
  );
}
