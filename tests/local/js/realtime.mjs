// Realtime with supabase-js, as the browser uses it. Prints {promise: null | what went wrong} as JSON.
import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_KEY, SECRET_KEY, ACCESS_TOKEN, OTHER_TOKEN, USER_ID, OTHER_ID, TABLE } = process.env;
const SECONDS = 10;

const as = (token) => createClient(SUPABASE_URL, SUPABASE_KEY, { accessToken: token && (async () => token) });
const admin = createClient(SUPABASE_URL, SECRET_KEY);
let lastId = 0;

// What comes, to be waited for one by one.
function inbox() {
  const come = [], waiting = [];
  return {
    put: (thing) => (waiting.length ? waiting.shift()(thing) : come.push(thing)),
    next: () =>
      come.length
        ? Promise.resolve(come.shift())
        : new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error("nothing came")), SECONDS * 1000);
            waiting.push((thing) => (clearTimeout(timer), resolve(thing)));
          }),
    isEmpty: () => come.length === 0,
  };
}

async function subscribed(channel) {
  // A join carries the token that the client knows by then: before the first it has to be waited for.
  await channel.socket.setAuth();
  const states = inbox();
  channel.subscribe((state, error) => states.put([state, error]));
  const [state, error] = await states.next();
  assert.equal(state, "SUBSCRIBED", error?.message);
  return states;
}

async function listen(client, options = {}, event = "*") {
  const changes = inbox(), system = inbox();
  const channel = client
    .channel(`heard-${Math.random()}`)
    .on("postgres_changes", { event, schema: "public", table: TABLE, ...options }, changes.put)
    .on("system", {}, system.put);
  const states = await subscribed(channel);
  const heard = { ...changes, system, states, channel };
  await toldOf(heard);
  return heard;
}

// Waits for the message from which on changes are told.
async function toldOf({ system }) {
  const { extension, status, message } = await system.next();
  assert.deepEqual([extension, status, message], ["postgres_changes", "ok", "Subscribed to PostgreSQL"]);
}

async function insert(values) {
  const { error } = await admin.from(TABLE).insert({ id: ++lastId, user_id: USER_ID, ...values });
  assert.equal(error, null, error?.message);
  return lastId;
}
const change = async (query) => assert.equal((await query).error, null);

const promises = {
  async "an insert, an update and a delete are heard each as what it is"() {
    const heard = await listen(as(ACCESS_TOKEN));
    const id = await insert({ note: "new", amount: 12.5, tags: ["a", "b c"], facts: { n: 1 } });
    const inserted = await heard.next();
    await change(admin.from(TABLE).update({ note: "changed" }).eq("id", id));
    const updated = await heard.next();
    await change(admin.from(TABLE).delete().eq("id", id));
    const deleted = await heard.next();
    assert.equal(inserted.eventType, "INSERT");
    const { at, ...record } = inserted.new;
    assert.deepEqual(record, { id, user_id: USER_ID, note: "new", amount: 12.5, tags: ["a", "b c"], facts: { n: 1 } });
    assert.ok(Math.abs(Date.now() - Date.parse(at)) < 60_000);
    assert.ok(Math.abs(Date.now() - Date.parse(inserted.commit_timestamp)) < 60_000);
    assert.deepEqual([updated.eventType, updated.new.note, updated.old], ["UPDATE", "changed", { id }]);
    assert.deepEqual([deleted.eventType, deleted.new, deleted.old], ["DELETE", {}, { id }]);
    assert.equal(inserted.errors, null);
  },
  async "a stranger hears nothing of it, and of a deletion the key alone"() {
    const stranger = await listen(as(OTHER_TOKEN));
    const id = await insert({ note: "secret" });
    await change(admin.from(TABLE).update({ note: "still secret" }).eq("id", id));
    await insert({ user_id: OTHER_ID, note: "his own" });
    assert.equal((await stranger.next()).new.note, "his own");
    await change(admin.from(TABLE).delete().eq("id", id));
    const deleted = await stranger.next();
    assert.deepEqual([deleted.old, deleted.new], [{ id }, {}]);
  },
  async "anon hears nothing where anon may select nothing"() {
    const anon = await listen(as(undefined));
    const owner = await listen(as(ACCESS_TOKEN));
    await insert({ note: "not for anon" });
    await owner.next();
    assert.ok(anon.isEmpty());
  },
  async "a filter lets through what passes it"() {
    const heard = await listen(as(ACCESS_TOKEN), { filter: `user_id=eq.${USER_ID}` }, "INSERT");
    const listed = await listen(as(ACCESS_TOKEN), { filter: "note=in.(one,two)" });
    await insert({ note: "zero" });
    await insert({ note: "two" });
    assert.equal((await heard.next()).new.note, "zero");
    assert.equal((await listed.next()).new.note, "two");
  },
  async "several listeners on one channel each hear their own"() {
    const inserts = inbox(), updates = inbox(), all = inbox(), system = inbox();
    const where = { schema: "public", table: TABLE };
    const channel = as(ACCESS_TOKEN)
      .channel("several")
      .on("postgres_changes", { event: "INSERT", ...where }, inserts.put)
      .on("postgres_changes", { event: "UPDATE", ...where }, updates.put)
      .on("postgres_changes", { event: "*", ...where, filter: "note=eq.b" }, all.put)
      .on("system", {}, system.put);
    await subscribed(channel);
    await toldOf({ system });
    const id = await insert({ note: "a" });
    await change(admin.from(TABLE).update({ note: "b" }).eq("id", id));
    assert.equal((await inserts.next()).new.note, "a");
    assert.equal((await updates.next()).new.note, "b");
    assert.equal((await all.next()).eventType, "UPDATE");
    assert.ok(inserts.isEmpty() && updates.isEmpty() && all.isEmpty());
  },
  async "a new token changes whose rows are heard"() {
    let token = ACCESS_TOKEN;
    const client = createClient(SUPABASE_URL, SUPABASE_KEY, { accessToken: async () => token });
    const heard = await listen(client);
    token = OTHER_TOKEN;
    await client.realtime.setAuth();
    await toldOf(heard);
    await insert({ note: "no longer" });
    await insert({ user_id: OTHER_ID, note: "now" });
    assert.equal((await heard.next()).new.note, "now");
  },
  async "a table that is not published is told of by a system message"() {
    const system = inbox();
    const channel = as(ACCESS_TOKEN)
      .channel("unpublished")
      .on("postgres_changes", { event: "*", schema: "public", table: "no_such_table" }, () => {})
      .on("system", {}, system.put);
    await subscribed(channel);
    const { status, message } = await system.next();
    assert.equal(status, "error");
    assert.match(message, /Please check Realtime is enabled/);
  },
  async "after a lost connection the channel comes back and hears on"() {
    const client = as(ACCESS_TOKEN);
    const heard = await listen(client);
    client.realtime.socketAdapter.getSocket().conn.close();
    let state;
    do [state] = await heard.states.next();
    while (state !== "SUBSCRIBED");
    await toldOf(heard);
    await insert({ note: "after" });
    assert.equal((await heard.next()).new.note, "after");
  },
  async "a channel that is left hears no more and can be joined anew"() {
    const client = as(ACCESS_TOKEN);
    const left = await listen(client);
    assert.equal(await client.removeChannel(left.channel), "ok");
    const stays = await listen(client);
    await insert({ note: "new" });
    await stays.next();
    assert.ok(left.isEmpty());
  },
  async "a private channel is refused"() {
    const states = inbox();
    as(ACCESS_TOKEN).channel("secret", { config: { private: true } }).subscribe((state, error) => states.put([state, error]));
    const [state, error] = await states.next();
    assert.equal(state, "CHANNEL_ERROR");
    assert.match(error.message, /Unauthorized/);
  },
};

const results = {};
for (const [name, keep] of Object.entries(promises)) {
  results[name] = await keep().then(() => null, (error) => error.stack);
}
console.log(JSON.stringify(results));
process.exit(0);
