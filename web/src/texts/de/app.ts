import { format } from '@/lib/format';

import type * as en from '../en/app';

export const connection: typeof en.connection = {
  offline: 'Du bist offline. Was du siehst, ist vielleicht nicht mehr aktuell; deine Eingaben bleiben erhalten.',
  lost: 'Die Live-Verbindung ist unterbrochen. Sie wird neu aufgebaut …',
  back: 'Wieder live. Alles ist auf dem neuesten Stand.',
};

export const retryAfter: typeof en.retryAfter = (seconds) =>
  `In ${format.number(seconds)} ${seconds === 1 ? 'Sekunde' : 'Sekunden'} kannst du es wieder versuchen.`;

export const credits: typeof en.credits = {
  pill: (amount) => `${format.number(amount)} ${amount === 1 ? 'Credit' : 'Credits'}`,
  pillLabel: (amount) => `${credits.pill(amount)}: Details anzeigen`,
  heading: 'Deine Credits',
  monthly: 'Monatlich',
  purchased: 'Gekauft',
  today: 'Heute verbraucht',
  order: 'Monatliche Credits werden zuerst verbraucht. Gekaufte verfallen nie.',
  low: (amount, price) => `Es wird knapp: ${credits.pill(amount)} kosten ${price}.`,
  buyMore: 'Mehr kaufen',
  statement: 'Verlauf',
};
