import { format } from '@/lib/format';
import { creditTexts as texts } from '@/texts';

import type { Day } from '@/lib/credit-days';

/** The data of the chart as a table, newest day first. */
export default function DaysTable({ days }: { days: Day[] }) {
  const number = 'py-1.5 pl-4 text-right tabular-nums';
  return (
    <table className="mt-2 w-full text-sm">
      <caption className="sr-only">{texts.chart}</caption>
      <thead className="text-muted-foreground">
        <tr className="border-border border-b">
          <th scope="col" className="py-1.5 text-left font-medium">
            {texts.day}
          </th>
          {[texts.usedColumn, texts.addedColumn, texts.balanceColumn].map((title) => (
            <th key={title} scope="col" className="py-1.5 pl-4 text-right font-medium">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map(({ start, used, added, balance }) => (
          <tr key={start.getTime()} className="border-border border-b last:border-b-0">
            <th scope="row" className="py-1.5 text-left font-normal whitespace-nowrap">
              {format.shortDay(start.toISOString())}
            </th>
            <td className={number}>{format.number(used)}</td>
            <td className={number}>{format.number(added)}</td>
            <td className={number}>{format.number(balance)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
