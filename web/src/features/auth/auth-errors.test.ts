import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { authErrors as german } from '../../texts/de/auth-errors';
import { authErrors as english } from '../../texts/en/auth-errors';

import { codeIn, isTemporary, reasonByCode, reasonOf } from './auth-errors';

const LIST = new URL('../../../node_modules/@supabase/auth-js/dist/module/lib/error-codes.d.ts', import.meta.url);
const ofAuthJs = [...readFileSync(LIST, 'utf8').matchAll(/'([a-z_]+)'/g)].map((found) => String(found[1]));
/** Codes that auth sends but its client does not list. */
const UNLISTED = ['current_password_required', 'flow_state_already_used', 'request_entity_too_large'];
const codes = [...ofAuthJs, ...UNLISTED];

test('the error codes of auth-js can be read', () => {
  expect(ofAuthJs.length).toBeGreaterThan(80);
  expect(ofAuthJs).toContain('over_request_rate_limit');
});

test.each([
  ['English', english],
  ['German', german],
])('each code of auth has its own or a shared text in %s', (_language, texts) => {
  expect(codes.filter((code) => reasonOf(code, texts) === 'unknown')).toEqual([]);
  expect(codes.filter((code) => !texts[reasonOf(code, texts)]?.endsWith('.'))).toEqual([]);
});

test('each mapped code exists in auth, and each reason has a text', () => {
  expect([...reasonByCode.keys()].filter((code) => !codes.includes(code))).toEqual([]);
  expect([...reasonByCode.values()].filter((reason) => !(reason in english))).toEqual([]);
});

test.each(['bad_jwt', 'user_not_found', 'session_not_found', 'refresh_token_not_found'])('%s ends the session', (code) => {
  expect(reasonOf(code, english)).toBe('session_expired');
});

test.each(['unexpected_failure', 'hook_timeout', 'request_timeout', 'conflict'])('%s can be retried', (code) => {
  expect(isTemporary(reasonOf(code, english))).toBe(true);
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

test('a refused mail domain has a text for the field', () => {
  expect(reasonOf('email_domain_refused', english)).toMatch(/^email_/);
  expect(german[reasonOf('email_domain_refused', german)]).toContain('Mailanbieter');
});
