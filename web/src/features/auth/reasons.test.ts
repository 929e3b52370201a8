import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { authErrors as german } from '../../texts/de/auth';
import { authErrors as english } from '../../texts/en/auth';

import { codeIn, isPassing, reasonOf, reasons } from './reasons';

const LIST = new URL('../../../node_modules/@supabase/auth-js/dist/module/lib/error-codes.d.ts', import.meta.url);
const ofAuthJs = [...readFileSync(LIST, 'utf8').matchAll(/'([a-z_]+)'/g)].map((found) => String(found[1]));
/** Codes that auth sends but its client does not list. */
const UNLISTED = ['current_password_required', 'flow_state_already_used', 'request_entity_too_large'];
const codes = [...ofAuthJs, ...UNLISTED];

test('the list of auth-js is found', () => {
  expect(ofAuthJs.length).toBeGreaterThan(80);
  expect(ofAuthJs).toContain('over_request_rate_limit');
});

test.each([
  ['English', english],
  ['German', german],
])('each code of auth has words of its own or shared ones in %s', (_language, texts) => {
  expect(codes.filter((code) => reasonOf(code, texts) === 'unknown')).toEqual([]);
  expect(codes.filter((code) => !texts[reasonOf(code, texts)]?.endsWith('.'))).toEqual([]);
});

test('no code is sorted that auth does not have, and each reason has a text', () => {
  expect([...reasons.keys()].filter((code) => !codes.includes(code))).toEqual([]);
  expect([...reasons.values()].filter((reason) => !(reason in english))).toEqual([]);
});

test.each(['bad_jwt', 'user_not_found', 'session_not_found', 'refresh_token_not_found'])('%s ends the session', (code) => {
  expect(reasonOf(code, english)).toBe('session_expired');
});

test.each(['unexpected_failure', 'hook_timeout', 'request_timeout', 'conflict'])('%s may be tried again', (code) => {
  expect(isPassing(reasonOf(code, english))).toBe(true);
});

test.each(['', 'a_code_to_come', 'constructor', '__proto__', 'toString'])('%j is unknown', (code) => {
  expect(reasonOf(code, english)).toBe('unknown');
});

test.each([
  ['unknown', 'email_domain_refused: Use another one.', 'email_domain_refused'],
  ['', 'email_domain_refused: Use another one.', 'email_domain_refused'],
  ['unknown', 'Something else: no.', 'unknown'],
  ['', '', 'unknown'],
  ['email_exists', 'email_domain_refused: Use another one.', 'email_exists'],
])('the code of %j with the message %j is %s', (code, message, expected) => {
  expect(codeIn(code, message)).toBe(expected);
});

test('a refused mail domain has words that stand at the field', () => {
  expect(reasonOf('email_domain_refused', english)).toMatch(/^email_/);
  expect(german[reasonOf('email_domain_refused', german)]).toContain('Mailanbieter');
});
