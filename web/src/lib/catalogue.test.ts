import { expect, test } from 'vitest';

import { findPrice, packBonus, type PriceRow, type ProductRow, toCatalogue, yearlySaving } from './catalogue';

function price(id: string, amount: number | null, interval: PriceRow['interval'], more: Partial<PriceRow> = {}): PriceRow {
  const type = interval ? 'recurring' : 'one_time';
  return { id, unit_amount: amount, currency: 'usd', type, interval, interval_count: interval ? 1 : null, trial_period_days: null, ...more };
}

type Grants = Pick<ProductRow, 'tier' | 'credits'> & Partial<Pick<ProductRow, 'tiers'>>;

function product(id: string, grants: Grants, prices: PriceRow[] = [], metadata: Record<string, unknown> = {}): ProductRow {
  return { id, name: id.toUpperCase(), description: null, tiers: null, ...grants, metadata, prices };
}

const FREE = { tier: 'free', credits: 500, tiers: { rank: 0, highlighted: false } };
const PRO = { tier: 'pro', credits: 3000, tiers: { rank: 10, highlighted: true } };
const BUSINESS = { tier: 'business', credits: 6000, tiers: { rank: 20, highlighted: false } };
const free = product('free', FREE, [], { features: ['One'] });
const pro = product('pro', PRO, [price('m', 2900, 'month'), price('y', 29000, 'year')], { features: '["Two"]' });
const business = product('business', BUSINESS, [price('b', 5900, 'month')]);
const pack = (credits: number, amount: number) =>
  product(`pack-${credits}`, { tier: null, credits }, [price(`p${credits}`, amount, null)]);

test('plans are sorted by tier, packs by size', () => {
  const { plans, packs } = toCatalogue([business, pack(5000, 4000), pro, pack(1000, 1000), free]);
  expect(plans.map(({ id }) => id)).toEqual(['free', 'pro', 'business']);
  expect(packs.map(({ credits }) => credits)).toEqual([1000, 5000]);
});

test('a plan has its prices, features and credits', () => {
  const [plan] = toCatalogue([pro]).plans;
  expect(plan).toMatchObject({ credits: 3000, rank: 10, highlighted: true, features: ['Two'] });
  expect(plan?.month).toEqual({ id: 'm', amount: 2900, currency: 'usd', trialDays: null });
  expect(plan?.year).toEqual({ id: 'y', amount: 29000, currency: 'usd', trialDays: null });
});

test.each([
  ['a paid tier without a price', product('pro', PRO)],
  ['a price without an amount', product('pro', PRO, [price('x', null, 'month')])],
  ['a pack with a monthly price', product('pack', { tier: null, credits: 5 }, [price('x', 1, 'month')])],
  ['a plan with a one-time price', product('pro', PRO, [price('x', 1, null)])],
])('%s is not on sale', (_what, row) => {
  expect(toCatalogue([row])).toEqual({ plans: [], packs: [] });
});

test('of two prices for the same interval the cheaper one is shown', () => {
  const row = product('pro', PRO, [price('dear', 3000, 'month'), price('cheap', 2000, 'month')]);
  expect(toCatalogue([row]).plans[0]?.month?.id).toBe('cheap');
});

test('a quarterly price is not a monthly one', () => {
  const row = product('pro', PRO, [price('q', 100, 'month', { interval_count: 3 }), price('y', 900, 'year')]);
  expect(toCatalogue([row]).plans[0]?.month).toBeNull();
});

test('invalid metadata are ignored', () => {
  const row = product('pro', PRO, [price('m', 1, 'month')], { features: '[not json' });
  expect(toCatalogue([row]).plans[0]).toMatchObject({ credits: 3000, features: [] });
});

test('the yearly saving is computed and never rounded up', () => {
  const [plan] = toCatalogue([pro]).plans;
  expect(plan && yearlySaving(plan)).toEqual({ amount: 5800, share: 0.16 });
});

test('there is no saving between two currencies or if the yearly price is higher', () => {
  const priced = (amount: number, currency: string) => ({ id: 'p', amount, currency, trialDays: null });
  const month = priced(100, 'usd');
  expect(yearlySaving({ month, year: priced(1, 'eur') })).toBeNull();
  expect(yearlySaving({ month, year: priced(1200, 'usd') })).toBeNull();
  expect(yearlySaving({ month, year: null })).toBeNull();
});

test('a larger pack shows how many more credits it has for its price', () => {
  const { packs } = toCatalogue([pack(1000, 1000), pack(2500, 2200), pack(5000, 4000)]);
  expect(packs.map((each) => packBonus(each, packs[0]))).toEqual([0, 0.13, 0.25]);
});

test('a pack with less than 5 % more credits for its price shows no bonus', () => {
  const { packs } = toCatalogue([pack(1000, 1000), pack(5000, 4950)]);
  expect(packs.map((each) => packBonus(each, packs[0]))).toEqual([0, 0]);
});

test('a price is found among plans and packs', () => {
  const catalogue = toCatalogue([pro, pack(1000, 1000)]);
  expect(findPrice(catalogue, 'y')?.id).toBe('pro');
  expect(findPrice(catalogue, 'p1000')?.id).toBe('pack-1000');
  expect(findPrice(catalogue, 'gone')).toBeUndefined();
});

test('a plan has its texts in the language of the site, if its metadata have them', () => {
  const translated = { name_en: 'Professional', description_en: 'For work', features_en: '["Three"]', name_de: 'Profi', features: '["Two"]' };
  const [plan] = toCatalogue([product('pro', PRO, [price('m', 2900, 'month')], translated)]).plans;
  expect(plan).toMatchObject({ name: 'Professional', description: 'For work', features: ['Three'] });
});
