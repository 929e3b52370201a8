import { lazy, Suspense, useCallback, useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { format } from '@/lib/format';
import { useRead } from '@/lib/use-read';
import { common, creditTexts as texts } from '@/texts';

import { type Day, dayBefore, toDays, topUses } from '@/lib/credit-days';
import { readAllEntries } from '@/lib/credit-history';
import { Part } from './Section';

const DaysTable = lazy(() => import('./DaysTable'));

const DAYS = 30;
const HEIGHT = 132;
/** A colour for each model, of at least 3:1 on both themes. */
const COLOURS = [
  { fill: 'fill-primary', dot: 'bg-primary' },
  { fill: 'fill-secondary', dot: 'bg-secondary' },
  { fill: 'fill-success', dot: 'bg-success' },
  { fill: 'fill-destructive', dot: 'bg-destructive' },
  { fill: 'fill-muted-foreground', dot: 'bg-muted-foreground' },
] as const;

type Props = { userId: string; balance: number };

/** Credits used on each of the last 30 days and for each model, as bars and as a table. */
export function UsageChart({ userId, balance }: Props) {
  const read = useCallback(() => readDays(userId, balance), [userId, balance]);
  const { state, again } = useRead(read);
  if (state.status === 'loading') {
    return (
      <Part id="usage" title={texts.chart}>
        <div role="status" aria-label={common.loading} className="skeleton h-40 w-full" />
      </Part>
    );
  }
  if (state.status === 'failed') {
    return (
      <Part id="usage" title={texts.chart}>
        <Notice tone="bad">
          <span>{texts.chartFailed}</span>
          <Button size="small" className="justify-self-start" onClick={again}>
            {common.tryAgain}
          </Button>
        </Notice>
      </Part>
    );
  }
  return <Chart days={state.data} />;
}

async function readDays(userId: string, balance: number): Promise<Day[]> {
  const now = new Date();
  return toDays(await readAllEntries(userId, dayBefore(now, DAYS - 1)), balance, now, DAYS);
}

function Chart({ days }: { days: Day[] }) {
  const total = days.reduce((sum, { used }) => sum + used, 0);
  const most = Math.max(...days.map(({ used }) => used));
  return (
    <Part id="usage" title={texts.chart} aside={most > 0 && <p className="text-lg font-semibold tabular-nums">{texts.used(total)}</p>}>
      {most > 0 ? (
        <>
          <Bars days={days} most={most} total={total} />
          <AsTable days={days} />
        </>
      ) : (
        <p className="border-border text-muted-foreground grid min-h-40 place-items-center rounded-xl border border-dashed px-4 text-center">{texts.chartEmpty}</p>
      )}
    </Part>
  );
}

function AsTable({ days }: { days: Day[] }) {
  const [opened, setOpened] = useState(false);
  return (
    <details className="group" onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
      <summary className="text-primary inline-flex min-h-11 list-none items-center gap-1.5 text-sm font-medium [&::-webkit-details-marker]:hidden">
        <span aria-hidden="true" className="icon-[lucide--chevron-right] size-4 transition group-open:rotate-90" />
        <span>{texts.chartTable}</span>
      </summary>
      {opened && (
        <Suspense fallback={<div className="skeleton h-96 w-full" />}>
          <DaysTable days={days} />
        </Suspense>
      )}
    </details>
  );
}

function Bars({ days, most, total }: { days: Day[]; most: number; total: number }) {
  const [pointed, setPointed] = useState<Day | null>(null);
  const uses = topUses(days, COLOURS.length, texts.otherUses);
  const busiest = days.find(({ used }) => used === most);
  const step = 100 / days.length;
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure className="grid gap-1">
      <div className="text-muted-foreground flex min-h-5 justify-between text-xs tabular-nums">
        <span>{format.number(most)}</span>
        {pointed && (
          <span aria-hidden="true" className="text-foreground font-medium">
            {`${format.day(pointed.start.toISOString())}: ${texts.used(pointed.used)}`}
          </span>
        )}
      </div>
      <svg
        role="img"
        aria-label={texts.chartLabel(total, busiest ? format.shortDay(busiest.start.toISOString()) : null)}
        width="100%"
        height={HEIGHT}
        onPointerLeave={() => setPointed(null)}
      >
        {[0, 0.5, 1].map((share) => (
          <line
            key={share}
            className="stroke-border"
            x1="0"
            x2="100%"
            y1={0.5 + share * (HEIGHT - 1)}
            y2={0.5 + share * (HEIGHT - 1)}
          />
        ))}
        {days.map((day, index) => (
          <g key={day.start.getTime()} onPointerEnter={() => setPointed(day)} className={pointed && pointed !== day ? 'opacity-50' : undefined}>
            <rect x={`${index * step}%`} width={`${step}%`} height={HEIGHT} fill="transparent" />
            {stack(day, uses.map(([name]) => name), most).map(({ y, height, fill }) => (
              <rect key={fill} className={fill} x={`${(index + 0.16) * step}%`} width={`${0.68 * step}%`} y={y} height={height} />
            ))}
          </g>
        ))}
      </svg>
      <figcaption className="grid gap-2">
        <span className="text-muted-foreground flex justify-between text-xs">
          <span>{first && format.shortDay(first.start.toISOString())}</span>
          <span>{last && format.shortDay(last.start.toISOString())}</span>
        </span>
        <ul aria-label={texts.byModel} className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {uses.map(([name, used], index) => (
            <li key={name} className="flex items-center gap-2">
              <span aria-hidden="true" className={`size-2.5 rounded-sm ${COLOURS[index]?.dot}`} />
              <bdi>{name}</bdi>
              <span className="text-muted-foreground tabular-nums">{format.number(used)}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

/** The parts of a day's bar from the bottom up. What has no name of its own is in the last part. */
function stack(day: Day, names: string[], most: number) {
  const parts = names.map((name) => day.uses[name] ?? 0);
  const rest = day.used - parts.reduce((sum, used) => sum + used, 0);
  parts[parts.length - 1] = (parts.at(-1) ?? 0) + rest;
  const whole = barHeight(day.used, most);
  let y = HEIGHT;
  return parts.flatMap((used, index) => {
    const height = day.used > 0 ? (whole * used) / day.used : 0;
    y -= height;
    return height > 0 ? [{ y, height, fill: COLOURS[index]?.fill ?? '' }] : [];
  });
}

/** A minimum height, so that days with little use are visible. */
function barHeight(used: number, most: number): number {
  return used > 0 ? Math.max(4, Math.round((used / most) * (HEIGHT - 6))) : 0;
}
