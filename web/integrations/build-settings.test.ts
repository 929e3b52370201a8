import { expect, test } from 'vitest';

import { settingsProblems } from './build-settings.mjs';

const GOOD = {
  PUBLIC_SUPABASE_URL: 'https://mine.supabase.co',
  PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_abc-DEF_123',
};
const jwt = (role: string) => `e30.${Buffer.from(JSON.stringify({ role })).toString('base64url')}.signature`;

test.each([
  {},
  { PUBLIC_SUPABASE_PUBLISHABLE_KEY: jwt('anon') },
  { PUBLIC_SITE_URL: 'https://studio.example', SERVICE_URL: 'https://service.example/', PUBLIC_LANGUAGE: 'de' },
  { PUBLIC_SITE_URL: '', PUBLIC_SOURCE_URL: 'https://code.example/mine', PUBLIC_CAPTCHA: 'turnstile:key' },
])('%j are valid settings', (env) => {
  expect(settingsProblems({ ...GOOD, ...env })).toEqual([]);
});

test('each missing setting is named, with where to find it', () => {
  expect(settingsProblems({})).toEqual([
    'PUBLIC_SUPABASE_URL is not set (Project settings → API in Supabase)',
    'PUBLIC_SUPABASE_PUBLISHABLE_KEY is not set (Project settings → API keys in Supabase, the publishable one)',
  ]);
});

test.each([
  ['PUBLIC_SUPABASE_URL', 'mine.supabase.co'],
  ['PUBLIC_SUPABASE_URL', 'https://mine.supabase.co/rest/v1'],
  ['PUBLIC_SUPABASE_URL', 'https://user:password@mine.supabase.co'],
  ['PUBLIC_SUPABASE_PUBLISHABLE_KEY', 'some key'],
  ['PUBLIC_SUPABASE_PUBLISHABLE_KEY', jwt('authenticated')],
  ['PUBLIC_SITE_URL', 'ftp://studio.example'],
  ['PUBLIC_SITE_URL', 'https://studio.example/app'],
  ['SERVICE_URL', 'https://service.example?x=1'],
  ['SERVICE_URL', 'https:// service.example'],
  ['PUBLIC_SOURCE_URL', 'javascript:alert(1)'],
  ['PUBLIC_LANGUAGE', '../../lib'],
  ['PUBLIC_LANGUAGE', 'tlh'],
  ['PUBLIC_ANALYTICS_SCRIPT', 'http://stats.example/x.js'],
  ['PUBLIC_CAPTCHA', 'recaptcha:key'],
])('an invalid %s is named without its value: %s', (name, value) => {
  const problems = settingsProblems({ ...GOOD, [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name} must be `));
  expect(problems[0]).not.toContain(value);
});

test.each([
  ['PUBLIC_SUPABASE_PUBLISHABLE_KEY', 'sb_secret_abc'],
  ['PUBLIC_SUPABASE_PUBLISHABLE_KEY', jwt('service_role')],
  ['PUBLIC_ANALYTICS_ID', 'sk_live_abc'],
  ['PUBLIC_MINE', 'whsec_abc'],
  ['SERVICE_URL', 'https://service.example/?key=sb_secret_abc'],
])('a secret in %s is refused', (name, value) => {
  expect(settingsProblems({ ...GOOD, [name]: value })).toEqual([
    `${name} is a secret: everybody could read it in the pages`,
  ]);
});
