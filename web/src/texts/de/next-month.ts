import { format } from '@/lib/format';

import type * as en from '../en/next-month';

const balance = (amount: number, full: number) =>
  amount === full ? format.number(amount) : `${format.number(amount)} (${format.number(full)} abzüglich Schulden und Erstattungen)`;

export const nextMonth: typeof en.nextMonth = {
  set: (day, amount, full) => `Am ${day} werden deine monatlichen Credits auf ${balance(amount, full)} gesetzt.`,
  ends: (day, amount, full) =>
    `Dein Tarif endet am ${day}. Danach hast du den kostenlosen Tarif, und deine monatlichen Credits werden auf ${balance(amount, full)} gesetzt.`,
  endsElsewhere: (day) =>
    `Dein Tarif endet am ${day}. Danach hast du den kostenlosen Tarif, aber ohne Credits: Die bekommt ein anderes Konto mit deiner E\u2011Mail-Adresse oder einem Alias davon.`,
  waits: 'Du bekommst neue monatliche Credits, sobald deine Zahlung eingegangen ist.',
  elsewhere: 'Die kostenlosen Credits bekommt ein anderes Konto mit deiner E\u2011Mail-Adresse oder einem Alias davon, dieses bekommt deshalb keine.',
  inherited: 'Dieser Monat begann mit dem, was ein früheres Konto mit deiner E\u2011Mail-Adresse übrig ließ.',
};
