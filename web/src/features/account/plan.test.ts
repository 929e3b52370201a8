import { expect, test } from 'vitest';

import type { Catalogue } from '@/lib/catalogue';
import type { Subscription } from '@/lib/subscriptions';

import { nextStep, priceOf, standingOf } from './plan';

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
      products: { name: 'Pro', credits: 3000, metadata: null },
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
      rank: 10,
      highlighted: false,
      month: { id: 'monthly', amount: 2900, currency: 'usd', trialDays: null },
      year: null,
    },
  ],
  packs: [],
};

test('the subscription that is not a duplicate counts', () => {
  const [one, other] = [subscription(), subscription({ id: 'd', duplicate: true })];
  expect(standingOf([other, one], null)).toEqual({ current: one, next: null, upgrades: [], duplicates: [other] });
  expect(standingOf([], null)).toEqual({ current: null, next: null, upgrades: [], duplicates: [] });
});

test('a plan renews at the end of its period', () => {
  expect(nextStep(subscription(), null)).toMatch(/^Renews on .*2027/);
});

test('a cancelled plan shows its end, however it was cancelled', () => {
  expect(nextStep(subscription({ cancel_at: '2026-12-01T12:00:00Z' }), null)).toMatch(/^Ends on .*2026/);
  expect(nextStep(subscription({ cancel_at_period_end: true }), null)).toMatch(/^Ends on .*2027/);
});

test('a trial shows its end and the price afterwards', () => {
  const trial = subscription({ status: 'trialing', trial_end: '2026-11-17T12:00:00Z' });
  expect(nextStep(trial, null)).toMatch(/^Free until .*2026, then .*290.* per year$/);
  expect(nextStep({ ...trial, cancel_at: '2026-11-17T12:00:00Z' }, null)).toMatch(/^Ends on .*2026/);
});

test('upgrades to plans with the same interval show the credits they add', () => {
  const offer = { price_id: 'monthly', trial_days: null, upgrade_credits: 1480, full_credits: 6000, full_from: '2026-12-03T12:00:00Z' };
  const monthly = subscription({ prices: { ...subscription().prices!, interval: 'month' } });
  expect(standingOf([monthly], catalogue, [offer]).upgrades).toEqual([expect.stringMatching(/^Upgrade to Pro: 1.?480 more credits now, 6.?000 a month from .*2026/)]);
  expect(standingOf([subscription()], catalogue, [offer]).upgrades).toEqual([]);
  expect(standingOf([monthly], catalogue, [{ ...offer, upgrade_credits: null }]).upgrades).toEqual([]);
});

test('a due payment is shown instead of the renewal', () => {
  expect(nextStep(subscription({ status: 'past_due' }), null)).toMatch(/payment is due/);
});

test('the price names its interval', () => {
  expect(priceOf(subscription())).toMatch(/290.* per year$/);
});

test('a scheduled change is shown', () => {
  const changing = subscription({ next_price_id: 'monthly', current_period_end: '2026-12-10T12:00:00Z' });
  const { next } = standingOf([changing], catalogue);
  expect(nextStep(changing, next)).toMatch(/^Changes to Pro, .*29.* per month, on .*2026/);
});
