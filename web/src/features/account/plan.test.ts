import { expect, test } from 'vitest';

import type { Catalogue } from '@/lib/catalogue';
import type { Profile } from '@/lib/profile';
import type { Subscription } from '@/lib/subscriptions';

import { nextStep, priceOf, resetWords, standingOf } from './plan';

const profile: Profile = {
  id: 'u',
  full_name: null,
  avatar_url: null,
  subscription_credits: 0,
  purchased_credits: 0,
  credits_reset_at: '2026-12-10T00:00:00Z',
};

function subscription(change: Partial<Subscription> = {}): Subscription {
  return {
    id: 's',
    status: 'active',
    created: '2026-11-10T00:00:00Z',
    current_period_end: '2027-11-10T12:00:00Z',
    cancel_at: null,
    cancel_at_period_end: false,
    trial_end: null,
    next_price_id: null,
    duplicate: false,
    prices: {
      unit_amount: 29000,
      currency: 'usd',
      interval: 'year',
      interval_count: 1,
      product_id: 'p',
      products: { name: 'Pro', credits: 3000 },
    },
    ...change,
  };
}

const catalogue: Catalogue = {
  plans: [
    {
      id: 'p',
      tier: 'pro',
      name: 'Pro',
      description: '',
      credits: 3000,
      features: [],
      popular: false,
      month: { id: 'monthly', amount: 2900, currency: 'usd', trialDays: null },
      year: null,
    },
  ],
  packs: [],
};
const free = { credits: 500, held_elsewhere: false };
const standing = (current: Subscription | null) => ({
  status: 'ready' as const,
  data: standingOf(current ? [current] : [], catalogue),
});

test('the one that is no duplicate counts', () => {
  const [one, other] = [subscription(), subscription({ id: 'd', duplicate: true })];
  expect(standingOf([other, one], null)).toEqual({ current: one, next: null, upgrades: [], duplicates: [other] });
  expect(standingOf([], null)).toEqual({ current: null, next: null, upgrades: [], duplicates: [] });
});

test('a plan renews at the end of its period', () => {
  expect(nextStep(subscription(), null)).toMatch(/^Renews on .*2027/);
});

test('an end that was set is told, whichever way it was set', () => {
  expect(nextStep(subscription({ cancel_at: '2026-12-01T12:00:00Z' }), null)).toMatch(/^Ends on .*2026/);
  expect(nextStep(subscription({ cancel_at_period_end: true }), null)).toMatch(/^Ends on .*2027/);
});

test('a trial says when it ends and what comes then', () => {
  const trial = subscription({ status: 'trialing', trial_end: '2026-11-17T12:00:00Z' });
  expect(nextStep(trial, null)).toMatch(/^Free until .*2026, then .*290.* per year$/);
  expect(nextStep({ ...trial, cancel_at: '2026-11-17T12:00:00Z' }, null)).toMatch(/^Ends on .*2026/);
});

test('what higher plans would bring now is told, of those that are paid as often', () => {
  const offer = { price_id: 'monthly', trial_days: null, upgrade_credits: 1480, full_credits: 6000, full_from: '2026-12-03T12:00:00Z' };
  const monthly = subscription({ prices: { ...subscription().prices!, interval: 'month' } });
  expect(standingOf([monthly], catalogue, [offer]).upgrades).toEqual([expect.stringMatching(/^Upgrade to Pro: 1.?480 credits now, 6.?000 a month from .*2026/)]);
  expect(standingOf([subscription()], catalogue, [offer]).upgrades).toEqual([]);
  expect(standingOf([monthly], catalogue, [{ ...offer, upgrade_credits: null }]).upgrades).toEqual([]);
});

test('a payment that is due is told instead of a renewal', () => {
  expect(nextStep(subscription({ status: 'past_due' }), null)).toMatch(/payment is due/);
});

test('the price names its time', () => {
  expect(priceOf(subscription())).toMatch(/290.* per year$/);
});

test('a yearly plan tells of its next month, not of its next year', () => {
  const words = resetWords(profile, standing(subscription()), free);
  expect(words).toMatch(/December.*2026|2026/);
  expect(words).toMatch(/set to 3.?000/);
});

test('without a plan the month is the free one', () => {
  expect(resetWords(profile, standing(null), free)).toMatch(/set to 500/);
});

test('a plan that ends before its next month tells what comes after it', () => {
  const ending = subscription({ cancel_at: '2026-12-10T00:00:00Z' });
  expect(resetWords(profile, standing(ending), free)).toMatch(/plan ends on .*500 a month/);
});

test('a plan that ends later still has its next month', () => {
  const ending = subscription({ cancel_at: '2027-11-10T00:00:00Z' });
  expect(resetWords(profile, standing(ending), free)).toMatch(/set to 3.?000/);
});

test('while a renewal is unpaid no date is promised', () => {
  const due = standing(subscription({ status: 'past_due' }));
  expect(resetWords({ ...profile, credits_reset_at: null }, due, free)).toMatch(/as soon as your payment/);
});

test('an account whose mailbox another account holds is told who has the free credits', () => {
  const elsewhere = { credits: 0, held_elsewhere: true };
  const never = { ...profile, credits_reset_at: null };
  expect(resetWords(profile, standing(null), elsewhere)).toMatch(/^Another account/);
  expect(resetWords(never, standing(null), elsewhere)).toMatch(/^Another account/);
  expect(resetWords(never, standing(null), null)).toMatch(/^Another account/);
  expect(resetWords(never, standing(null), free)).toBe('');
  expect(resetWords(never, { status: 'loading' }, elsewhere)).toBe('');
  const ending = standing(subscription({ cancel_at: '2026-12-10T00:00:00Z' }));
  expect(resetWords(profile, ending, elsewhere)).toMatch(/plan ends on .*without credits/);
});

test('a change that is planned is told, and what the first month of it brings', () => {
  const business = { product_id: 'b', products: { name: 'Business', credits: 6000 } };
  const changing = (current_period_end: string, next_price_id = 'monthly') =>
    subscription({ next_price_id, current_period_end, prices: { ...subscription().prices!, ...business } });
  const soon = standing(changing('2026-12-10T00:00:00Z'));
  expect(nextStep(changing('2026-12-10T12:00:00Z'), soon.data.next)).toMatch(/^Changes to Pro, .*29.* per month, on .*2026/);
  expect(resetWords(profile, soon, free)).toMatch(/set to 3.?000/);
  expect(resetWords(profile, standing(changing('2027-11-10T00:00:00Z')), free)).toMatch(/set to 6.?000/);
  expect(resetWords(profile, standing(changing('2026-12-10T00:00:00Z', 'no longer on sale')), free)).toMatch(/^Reset on/);
});
