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
  return { ...changes, system, states, channel };
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
    assert.deepEqual((await heard.system.next()).message, "Subscribed to PostgreSQL");
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
    const inserts = inbox(), updates = inbox(), all = inbox();
    const where = { schema: "public", table: TABLE };
    const channel = as(ACCESS_TOKEN)
      .channel("several")
      .on("postgres_changes", { event: "INSERT", ...where }, inserts.put)
      .on("postgres_changes", { event: "UPDATE", ...where }, updates.put)
      .on("postgres_changes", { event: "*", ...where, filter: "note=eq.b" }, all.put);
    await subscribed(channel);
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
    await subscribed(client.channel("marker"));
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
  async "a broadcast of JSON and one of bytes reach the others, acknowledged"() {
    const heard = inbox();
    const config = { config: { broadcast: { ack: true, self: false } } };
    await subscribed(as(OTHER_TOKEN).channel("room").on("broadcast", { event: "*" }, heard.put));
    const sender = as(ACCESS_TOKEN).channel("room", config);
    await subscribed(sender);
    assert.equal(await sender.send({ type: "broadcast", event: "shout", payload: { text: "grüße" } }), "ok");
    const bytes = new Uint8Array([0, 255, 7]).buffer;
    assert.equal(await sender.send({ type: "broadcast", event: "raw", payload: bytes }), "ok");
    const [json, raw] = [await heard.next(), await heard.next()];
    assert.deepEqual([json.event, json.payload], ["shout", { text: "grüße" }]);
    assert.deepEqual([raw.event, [...new Uint8Array(raw.payload)]], ["raw", [0, 255, 7]]);
  },
  async "a broadcast over HTTP reaches the topic"() {
    const heard = inbox();
    await subscribed(as(OTHER_TOKEN).channel("http room").on("broadcast", { event: "shout" }, heard.put));
    const sent = await as(ACCESS_TOKEN).channel("http room").httpSend("shout", { n: 1 });
    assert.equal(sent.success, true);
    assert.deepEqual((await heard.next()).payload, { n: 1 });
  },
  async "presence tells who is here, who comes and who goes"() {
    const joins = inbox(), leaves = inbox();
    const watcher = as(OTHER_TOKEN)
      .channel("hall", { config: { presence: { key: "watcher" } } })
      .on("presence", { event: "join" }, joins.put)
      .on("presence", { event: "leave" }, leaves.put);
    await subscribed(watcher);
    const client = as(ACCESS_TOKEN);
    const comer = client.channel("hall", { config: { presence: { key: "ada" } } }).on("presence", { event: "sync" }, () => {});
    await subscribed(comer);
    assert.equal(await comer.track({ mood: "good" }), "ok");
    const joined = await joins.next();
    assert.deepEqual([joined.key, joined.newPresences[0].mood], ["ada", "good"]);
    assert.equal(watcher.presenceState().ada[0].mood, "good");
    await client.removeAllChannels();
    assert.equal((await leaves.next()).key, "ada");
    assert.deepEqual(watcher.presenceState(), {});
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
