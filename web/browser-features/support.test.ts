import { describe, expect, it } from 'vitest';

import { oldestBrowsers } from '../browsers.mjs';
import { known, lackedBy } from './support.mjs';

describe('what supported browsers lack', () => {
  it('lists browsers that are older than the feature', () => {
    expect(lackedBy(known.api['URL']?.['canParse_static'])).toContain('safari 16.4');
    expect(lackedBy(known.api['HTMLElement']?.['togglePopover'])).toContain('chrome 111');
    expect(lackedBy(known.css['types']?.['color']?.['light-dark'])).toContain('safari 16.4');
  });

  it('is empty for a feature that all have', () => {
    expect(lackedBy(known.api['HTMLDialogElement']?.['showModal'])).toEqual([]);
    expect(lackedBy(known.css['selectors']?.['has'])).toEqual([]);
    expect(lackedBy(undefined)).toEqual([]);
  });

  it('uses the oldest supported version of each browser', () => {
    expect(Object.keys(oldestBrowsers())).toEqual(['chrome', 'edge', 'firefox', 'ios_saf', 'safari']);
    expect(oldestBrowsers()['firefox']).toBe(128);
  });
});
