// Signing in with supabase-js, as a browser does. Prints {promise: null | what went wrong} as JSON.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';

const { SUPABASE_URL, SUPABASE_KEY, SECRET_KEY, SITE_URL, INBOX_URL, OAUTH_URL } = process.env;
const PASSWORD = 'correct horse battery';

const newAddress = () => `${randomUUID()}@example.com`;

function browser(options = {}, url = SUPABASE_URL) {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  const auth = { storage, autoRefreshToken: false, detectSessionInUrl: false, ...options };
  return createClient(url, SUPABASE_KEY, { auth });
}

const operator = () => createClient(SUPABASE_URL, SECRET_KEY, { auth: { persistSession: false } });

async function mailTo(address) {
  const mails = await (await fetch(`${INBOX_URL}/api/messages`)).json();
  return mails.find((mail) => mail.to === address);
}

async function tokenTo(address) {
  return new URL((await mailTo(address)).links[0]).searchParams.get('token_hash');
}

async function follow(token, type, redirectTo = `${SITE_URL}/auth/callback`) {
  const query = new URLSearchParams({ token, type, redirect_to: redirectTo });
  const answer = await fetch(`${SUPABASE_URL}/auth/v1/verify?${query}`, { redirect: 'manual' });
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

/** The user's way through the provider's page, as a browser goes it; where it ends on the site. */
async function consent(page, fields) {
  const html = await (await fetch(page)).text();
  const form = { state: html.match(/name="state" value="([^"]+)"/)[1], ...fields };
  const action = new URL(html.match(/<form method="get" action="([^"]+)"/)[1], page);
  const answer = await fetch(`${action}?${new URLSearchParams(form)}`, { redirect: 'manual' });
  assert.equal(answer.status, 303);
  return new URL(answer.headers.get('location'));
}

const promises = {
  async 'sign up and confirm by token'() {
    const client = browser();
    const email = newAddress();
    const options = { data: { full_name: 'Ada' }, emailRedirectTo: `${SITE_URL}/dashboard` };
    const { user, session } = ok(await client.auth.signUp({ email, password: PASSWORD, options }));
    assert.equal(session, null);
    assert.equal(user.identities.length, 1);

    const verified = ok(await client.auth.verifyOtp({ token_hash: await tokenTo(email), type: 'email' }));

    assert.equal(verified.user.user_metadata.full_name, 'Ada');
    assert.equal((await client.auth.getUser()).data.user.id, user.id);
    assert.equal(new URL((await mailTo(email)).links[0]).searchParams.get('next'), `${SITE_URL}/dashboard`);
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

  async 'another provider leads back with a code'() {
    const email = newAddress();
    const client = browser({ flowType: 'pkce' }, OAUTH_URL);
    const redirectTo = `${SITE_URL}/auth/callback?next=%2Fdashboard`;
    const { url } = ok(await client.auth.signInWithOAuth({ provider: 'github', options: { redirectTo } }));
    const landed = await consent(url, { email });
    assert.equal(landed.searchParams.get('next'), '/dashboard');
    const code = landed.searchParams.get('code');

    const stranger = browser({ flowType: 'pkce' }, OAUTH_URL);
    ok(await stranger.auth.signInWithOAuth({ provider: 'github' }));
    assert.equal((await stranger.auth.exchangeCodeForSession(code)).error.code, 'bad_code_verifier');
    const { user } = ok(await client.auth.exchangeCodeForSession(code));
    assert.equal(user.email, email);
    assert.deepEqual(user.app_metadata, { provider: 'github', providers: ['github'] });
    assert.deepEqual(ok(await client.auth.getUserIdentities()).identities.map((each) => each.provider), ['github']);
    const { claims } = ok(await client.auth.getClaims());
    assert.equal(claims.amr[0].method, 'oauth');
    assert.ok((await client.auth.exchangeCodeForSession(code)).error);
  },

  async 'another provider leads back with the session'() {
    const email = newAddress();
    const client = browser({}, OAUTH_URL);
    const options = { redirectTo: `${SITE_URL}/auth/callback` };
    const { url } = ok(await client.auth.signInWithOAuth({ provider: 'google', options }));
    const landed = await consent(url, { email });
    ok(await client.auth.setSession(Object.fromEntries(new URLSearchParams(landed.hash.slice(1)))));
    assert.equal((await client.auth.getUser()).data.user.email, email);
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
    ok(await client.auth.resetPasswordForEmail(email, { redirectTo: `${SITE_URL}/update-password` }));
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

const results = {};
for (const [name, keep] of Object.entries(promises)) {
  results[name] = await keep().then(() => null, (error) => error.stack);
}
console.log(JSON.stringify(results));
process.exit(0);
