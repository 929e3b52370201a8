import { describe, expect, test } from 'vitest';

import { analytics } from './analytics.mjs';

describe('analytics', () => {
  test('is off by default', () => {
    expect(analytics({})).toBeUndefined();
    expect(analytics({ PUBLIC_ANALYTICS_SCRIPT: '' })).toBeUndefined();
  });

  test('returns the script, the site id and the allowed origin', () => {
    const env = { PUBLIC_ANALYTICS_SCRIPT: 'https://stats.example/js/count.js', PUBLIC_ANALYTICS_ID: 'studio.example' };
    expect(analytics(env)).toEqual({
      src: 'https://stats.example/js/count.js',
      id: 'studio.example',
      origin: 'https://stats.example',
    });
  });

  test('is not on pages whose URL contains a sign-in token', () => {
    const env = { PUBLIC_ANALYTICS_SCRIPT: 'https://stats.example/js/count.js' };
    expect(analytics(env, '/auth/confirm/')).toBeUndefined();
    expect(analytics(env, '/login/')).toBeDefined();
  });

  test.each(['stats.example/count.js', 'http://stats.example/count.js', 'https://'])('refuses %s', (src) => {
    expect(() => analytics({ PUBLIC_ANALYTICS_SCRIPT: src })).toThrow('PUBLIC_ANALYTICS_SCRIPT');
  });
});
