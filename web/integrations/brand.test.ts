import { expect, test } from 'vitest';

import { brandProblems } from './brand.mjs';

const COLOURS = `
  --brand-first-light: #5b34d6; --brand-first-dark: #a999ff;
  --brand-second-light: #b3206f; --brand-second-dark: #ff8cc0;
  --brand-end-light: #b3206f; --brand-end-dark: #ff8cc0;`;
const changed = (name: string, value: string) => COLOURS.replace(new RegExp(`(--${name}: )[^;]+`), `$1${value}`);

test('the brand colours have enough contrast', () => {
  expect(brandProblems()).toEqual([]);
});

test('hexadecimal colours are accepted', () => {
  expect(brandProblems(COLOURS)).toEqual([]);
});

test.each([
  ['brand-first-light', '#ffd400', '--background (light)'],
  ['brand-first-light', '#ffd400', 'white text'],
  ['brand-first-dark', '#3a1fa0', '--raised (dark)'],
  ['brand-second-dark', 'oklch(0.4 0.2 350)', '--background (dark)'],
  ['brand-end-light', '#ffb060', 'white text'],
])('%s as %s is reported with %s', (name, value, other) => {
  const named = brandProblems(changed(name, value)).filter((problem) => problem.startsWith(`--${name} `) && problem.includes(`with ${other};`));
  expect(named).toHaveLength(1);
});

test('the contrast follows WCAG', () => {
  expect(brandProblems(changed('brand-end-light', '#777777'))).toEqual([
    '--brand-end-light in src/brand/colours.css has a contrast of 4.48 with white text; it must be at least 4.5',
  ]);
  expect(brandProblems(changed('brand-end-light', '#767676'))).toEqual([]);
});

test.each(['violett', '#ff', 'oklch(x 0.22 282)', ''])('%j cannot be parsed as a colour', (value) => {
  expect(brandProblems(changed('brand-first-dark', value))).toEqual([
    '--brand-first-dark in src/brand/colours.css must be a colour such as #5f3ee6 or oklch(0.53 0.22 282)',
  ]);
});
