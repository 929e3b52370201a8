// Runs inline. Begins the first reads of the page before its scripts are loaded. `lib/supabase/first-reads.ts` takes the replies.
try {
  /** @param {string} name */
  const content = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? '';
  const { access_token: token, expires_at: end, user } = JSON.parse(localStorage.getItem('session') ?? '');
  const headers = { apikey: content('supabase-key'), authorization: `Bearer ${token}` };
  // Auth's client refreshes the token of a session that ends sooner.
  if (end - Date.now() / 1000 > 90) {
    window.firstReader = user.id;
    window.firstReads = new Map(
      JSON.parse(content('first-reads')).map((/** @type {string} */ query) => {
        const url = `${content('supabase-url')}/rest/v1/${query.replace('{user}', user.id)}`;
        const reply = fetch(url, { headers });
        reply.catch(() => {});
        return [url, reply];
      }),
    );
  }
} catch {
  // There is no session, or storage is blocked: the page reads later.
}
