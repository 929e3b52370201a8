// Scenarios of signing in, as a browser goes through them with supabase-js: `node auth.mjs SCENARIO`, stack as JSON on
// stdin. A scenario that ends quietly holds.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { createClient } from '@supabase/supabase-js';

const stack = JSON.parse(await text(process.stdin));
const PASSWORD = 'correct horse battery';

const newAddress = () => `${randomUUID()}@example.com`;

function browser(options = {}) {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  const auth = { storage, autoRefreshToken: false, detectSessionInUrl: false, ...options };
  return createClient(stack.supabase_url, stack.publishable_key, { auth });
}

const operator = () => createClient(stack.supabase_url, stack.secret_key, { auth: { persistSession: false } });

async function mailTo(address) {
  const mails = await (await fetch(`${stack.inbox_url}/api/messages`)).json();
  return mails.find((mail) => mail.to === address);
}

async function tokenTo(address) {
  return new URL((await mailTo(address)).links[0]).searchParams.get('token_hash');
}

async function follow(token, type, redirectTo = `${stack.site_url}/auth/callback`) {
  const query = new URLSearchParams({ token, type, redirect_to: redirectTo });
  const answer = await fetch(`${stack.supabase_url}/auth/v1/verify?${query}`, { redirect: 'manual' });
  assert.equal(answer.status, 303);
  return new URL(answer.headers.get('location'));
}

function ok({ data, error }) {
  assert.equal(error, null, error?.message);
  return data;
}

async function signedIn() {
  const email = newAddress();
  ok(await operator().auth.admin.createUser({ email, password: PASSWORD, email_confirm: true }));
  const client = browser();
  ok(await client.auth.signInWithPassword({ email, password: PASSWORD }));
  return { client, email };
}

const scenarios = {
  async 'sign up and confirm by token'() {
    const client = browser();
    const email = newAddress();
    const options = { data: { full_name: 'Ada' }, emailRedirectTo: `${stack.site_url}/dashboard` };
    const { user, session } = ok(await client.auth.signUp({ email, password: PASSWORD, options }));
    assert.equal(session, null);
    assert.equal(user.identities.length, 1);

    const verified = ok(await client.auth.verifyOtp({ token_hash: await tokenTo(email), type: 'email' }));

    assert.equal(verified.user.user_metadata.full_name, 'Ada');
    assert.equal((await client.auth.getUser()).data.user.id, user.id);
    assert.equal(new URL((await mailTo(email)).links[0]).searchParams.get('next'), `${stack.site_url}/dashboard`);
  },

  async 'the session comes in the fragment'() {
    const email = newAddress();
    ok(await browser().auth.signUp({ email, password: PASSWORD }));
    const landed = await follow(await tokenTo(email), 'signup');
    const tokens = Object.fromEntries(new URLSearchParams(landed.hash.slice(1)));
    const client = browser();
    ok(await client.auth.setSession(tokens));
    assert.equal((await client.auth.getUser()).data.user.email, email);
  },

  async 'the code is traded by the browser that asked'() {
    const email = newAddress();
    const client = browser({ flowType: 'pkce' });
    ok(await client.auth.signUp({ email, password: PASSWORD }));
    const landed = await follow(await tokenTo(email), 'signup');
    const code = landed.searchParams.get('code');

    const stranger = await browser({ flowType: 'pkce' }).auth.exchangeCodeForSession(code);
    assert.ok(stranger.error);
    const { session } = ok(await client.auth.exchangeCodeForSession(code));
    assert.equal(session.user.email, email);
  },

  async 'a magic link and its code'() {
    const { email } = await signedIn();
    const client = browser();
    ok(await client.auth.signInWithOtp({ email, options: { shouldCreateUser: false } }));
    const [code] = (await mailTo(email)).text.match(/\b\d{6}\b/);
    ok(await client.auth.verifyOtp({ email, token: code, type: 'email' }));
    assert.equal((await client.auth.getSession()).data.session.user.email, email);
  },

  async 'recovery and a new password'() {
    const { email } = await signedIn();
    const client = browser({ flowType: 'pkce' });
    ok(await client.auth.resetPasswordForEmail(email, { redirectTo: `${stack.site_url}/update-password` }));
    ok(await client.auth.verifyOtp({ token_hash: await tokenTo(email), type: 'recovery' }));
    ok(await client.auth.updateUser({ password: 'another horse battery' }));
    ok(await browser().auth.signInWithPassword({ email, password: 'another horse battery' }));
  },

  async 'refresh, and the claims without a round trip'() {
    const { client, email } = await signedIn();
    const before = (await client.auth.getSession()).data.session;
    const { session } = ok(await client.auth.refreshSession());
    assert.notEqual(session.refresh_token, before.refresh_token);
    const { claims, header } = ok(await client.auth.getClaims());
    assert.equal(header.alg, 'ES256');
    assert.deepEqual([claims.email, claims.role, claims.aud], [email, 'authenticated', 'authenticated']);
  },

  async 'signing out by scope'() {
    const { client, email } = await signedIn();
    const other = browser();
    ok(await other.auth.signInWithPassword({ email, password: PASSWORD }));
    assert.equal((await client.auth.signOut({ scope: 'others' })).error, null);
    assert.equal((await other.auth.getUser()).error.name, 'AuthSessionMissingError');
    assert.equal((await client.auth.getUser()).error, null);
    assert.equal((await client.auth.signOut()).error, null);
    assert.equal((await client.auth.getSession()).data.session, null);
  },

  async 'a change of address'() {
    const { client, email } = await signedIn();
    const next = newAddress();
    const { user } = ok(await client.auth.updateUser({ email: next }));
    assert.equal(user.new_email, next);
    const half = ok(await client.auth.verifyOtp({ token_hash: await tokenTo(email), type: 'email_change' }));
    assert.equal(half.session, null);
    const whole = ok(await client.auth.verifyOtp({ token_hash: await tokenTo(next), type: 'email_change' }));
    assert.equal(whole.user.email, next);
  },

  async 'errors have their codes'() {
    const client = browser();
    const wrong = await client.auth.signInWithPassword({ email: newAddress(), password: PASSWORD });
    assert.deepEqual([wrong.error.code, wrong.error.status], ['invalid_credentials', 400]);
    const weak = await client.auth.signUp({ email: newAddress(), password: 'short' });
    assert.deepEqual([weak.error.code, weak.error.status, weak.error.reasons], ['weak_password', 422, ['length']]);
    const late = await client.auth.verifyOtp({ token_hash: 'nonsense', type: 'email' });
    assert.deepEqual([late.error.code, late.error.status], ['otp_expired', 403]);
    const email = newAddress();
    ok(await client.auth.signUp({ email, password: PASSWORD }));
    const hasty = await client.auth.resend({ type: 'signup', email });
    assert.deepEqual([hasty.error.code, hasty.error.status], ['over_email_send_rate_limit', 429]);
    const early = await client.auth.signInWithPassword({ email, password: PASSWORD });
    assert.equal(early.error.code, 'email_not_confirmed');
  },

  async 'the operator'() {
    const { auth } = operator();
    const { email } = await signedIn();
    const page = ok(await auth.admin.listUsers({ page: 1, perPage: 1 }));
    assert.equal(page.users[0].email, email);
    assert.equal(page.nextPage, 2);
    assert.ok(Number(page.total) > 1);
    const id = page.users[0].id;
    const { user } = ok(await auth.admin.updateUserById(id, { app_metadata: { plan: 'pro' } }));
    assert.equal(user.app_metadata.plan, 'pro');
    const link = ok(await auth.admin.generateLink({ type: 'magiclink', email }));
    ok(await browser().auth.verifyOtp({ token_hash: link.properties.hashed_token, type: 'magiclink' }));
    ok(await auth.admin.inviteUserByEmail(newAddress()));
    ok(await auth.admin.deleteUser(id));
    assert.equal((await auth.admin.getUserById(id)).error.code, 'user_not_found');
    assert.equal((await browser().auth.admin.listUsers()).error.code, 'not_admin');
  },

  async 'a user sees his own rows'() {
    const { client } = await signedIn();
    const { user } = ok(await client.auth.getUser());
    const rows = ok(await client.from('users').select('id'));
    assert.deepEqual(rows, [{ id: user.id }]);
    await client.auth.signOut();
    const anon = await client.from('users').select('id');
    assert.ok(anon.error || anon.data.length === 0);
  },
};

await scenarios[process.argv[2]]();
