import { readFile } from 'node:fs/promises';

import subsetFont from 'subset-font';
import { expect, test } from 'vitest';

import brand from '../src/brand/brand.json';
import { pathOf, shrink } from './small-font.mjs';

const original = await readFile(pathOf(brand.font.file));

test('the font of the site is a third smaller', async () => {
  expect((await shrink(original)).length).toBeLessThan((original.length * 2) / 3 + 1000);
});

test('a font that has one weight is only freed of features', async () => {
  const oneWeight = await subsetFont(original, null, { keepAllGlyphs: true, keepFeatures: ['kern'], targetFormat: 'woff2', variationAxes: { wght: { min: 500, max: 500 } } });
  expect((await shrink(oneWeight)).length).toBeLessThan(oneWeight.length + 1000);
});

test('a font of your own may be beside the brand', async () => {
  expect(await readFile(pathOf('./src/brand/brand.json'), 'utf8')).toContain(brand.font.name);
});
