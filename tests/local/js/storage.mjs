// Storage with supabase-js, as the browser uses it. Prints {promise: null | what went wrong} as JSON.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_KEY, ACCESS_TOKEN, OTHER_TOKEN, USER_ID, BUCKET } = process.env;
const picture = new Uint8Array(100_000).map((_, index) => index % 251);

const as = (token) => createClient(SUPABASE_URL, SUPABASE_KEY, { accessToken: token && (async () => token) });
const owner = as(ACCESS_TOKEN).storage.from(BUCKET);
const stranger = as(OTHER_TOKEN).storage.from(BUCKET);
const anon = as(undefined).storage.from(BUCKET);

async function ok(answer) {
  const { data, error } = await answer;
  assert.equal(error, null, error?.message);
  return data;
}
async function refused(answer, statusCode) {
  const { data, error } = await answer;
  assert.equal(data, null);
  assert.equal(error.statusCode, statusCode);
  return error;
}
const bytes = async (blob) => new Uint8Array(await blob.arrayBuffer());
const own = (name) => `${USER_ID}/js/${name}`;
const upload = (name, body = new Blob([picture], { type: "image/png" }), options) => owner.upload(own(name), body, options);

const promises = {
  async "a File comes back byte for byte and keeps its type"() {
    const file = new File([picture], "cat.png", { type: "image/png" });
    const data = await ok(upload("file.png", file));
    assert.deepEqual([data.path, data.fullPath], [own("file.png"), `${BUCKET}/${own("file.png")}`]);
    assert.match(data.id, /^[0-9a-f-]{36}$/);
    const blob = await ok(owner.download(own("file.png")));
    assert.equal(blob.type, "image/png");
    assert.deepEqual(await bytes(blob), picture);
  },
  async "an ArrayBuffer, a Buffer, a text and a stream come back byte for byte"() {
    const options = { contentType: "image/png", duplex: "half" };
    const bodies = { buffer: Buffer.from(picture), array: picture.buffer, stream: Readable.from([Buffer.from(picture)]) };
    for (const [name, body] of Object.entries(bodies)) {
      await ok(upload(name, body, options));
      assert.deepEqual(await bytes(await ok(owner.download(own(name)))), picture, name);
    }
    await ok(upload("text", "grüße", { contentType: "text/plain" }));
    assert.equal(await (await ok(owner.download(own("text")))).text(), "grüße");
  },
  async "a FormData goes up as it is"() {
    const form = new FormData();
    form.append("cacheControl", "77");
    form.append("", new Blob([picture], { type: "image/png" }));
    await ok(upload("form.png", form));
    assert.equal((await ok(owner.info(own("form.png")))).cacheControl, "max-age=77");
  },
  async "info tells size, type, caching and the uploader's own metadata"() {
    await ok(upload("info.png", undefined, { cacheControl: "60", metadata: { prompt: "a cat" } }));
    await ok(upload("raw.png", Buffer.from(picture), { contentType: "image/png", cacheControl: "60", metadata: { prompt: "ä" } }));
    for (const [name, prompt] of [["info.png", "a cat"], ["raw.png", "ä"]]) {
      const info = await ok(owner.info(own(name)));
      assert.deepEqual([info.size, info.contentType, info.cacheControl], [picture.length, "image/png", "max-age=60"]);
      assert.deepEqual(info.metadata, { prompt });
    }
  },
  async "a name that is taken is refused unless upsert is set"() {
    await ok(upload("taken.png"));
    await refused(upload("taken.png"), "409");
    await ok(upload("taken.png", new Blob(["new"], { type: "image/png" }), { upsert: true }));
    assert.equal(await (await ok(owner.download(own("taken.png")))).text(), "new");
  },
  async "a stranger and anon get nothing"() {
    await ok(upload("secret.png"));
    for (const files of [stranger, anon]) {
      await refused(files.upload(own("theirs.png"), new Blob([picture])), "403");
      await refused(files.upload(own("secret.png"), new Blob([picture]), { upsert: true }), "403");
      await refused(files.createSignedUrl(own("secret.png"), 60), "404");
      assert.ok((await files.download(own("secret.png"))).error);
      assert.deepEqual(await ok(files.list(`${USER_ID}/js`)), []);
      assert.deepEqual(await ok(files.remove([own("secret.png")])), []);
      assert.equal((await files.exists(own("secret.png"))).data, false);
    }
    assert.equal((await owner.exists(own("secret.png"))).data, true);
  },
  async "a signed URL opens without a key and may name the download"() {
    await ok(upload("sign me.png"));
    const { signedUrl } = await ok(owner.createSignedUrl(own("sign me.png"), 60, { download: "cat.png" }));
    const answer = await fetch(signedUrl);
    assert.deepEqual(await bytes(answer), picture);
    assert.match(answer.headers.get("content-disposition"), /^attachment; filename=cat.png/);
    const [one, none] = await ok(owner.createSignedUrls([own("sign me.png"), own("none.png")], 60));
    assert.equal((await fetch(one.signedUrl)).status, 200);
    assert.deepEqual([none.signedUrl, typeof none.error], [null, "string"]);
  },
  async "a signed upload URL lets a stranger upload once"() {
    const { token, path } = await ok(owner.createSignedUploadUrl(own("given.png")));
    await ok(anon.uploadToSignedUrl(path, token, new Blob([picture], { type: "image/png" })));
    assert.deepEqual(await bytes(await ok(owner.download(path))), picture);
    await refused(anon.uploadToSignedUrl(path, token, new Blob(["again"])), "409");
    await refused(stranger.createSignedUploadUrl(own("mine.png")), "403");
  },
  async "a list mixes folders and files, and is sorted, searched and cut as asked"() {
    for (const name of ["list/b.png", "list/a.png", "list/deep/c.png"]) await ok(upload(name));
    const names = async (options) => (await ok(owner.list(own("list"), options))).map((row) => row.name);
    assert.deepEqual(await names(), ["a.png", "b.png", "deep"]);
    assert.deepEqual(await names({ sortBy: { column: "name", order: "desc" } }), ["deep", "b.png", "a.png"]);
    assert.deepEqual(await names({ search: "a" }), ["a.png"]);
    assert.deepEqual(await names({ limit: 1, offset: 1 }), ["b.png"]);
    const [file, , folder] = await ok(owner.list(own("list")));
    assert.deepEqual([folder.id, folder.metadata, file.metadata.size], [null, null, picture.length]);
  },
  async "a copy, a move and a removal do what they say"() {
    await ok(upload("one.png"));
    assert.equal((await ok(owner.copy(own("one.png"), own("two.png")))).path, `${BUCKET}/${own("two.png")}`);
    await ok(owner.move(own("two.png"), own("three.png")));
    assert.equal((await owner.exists(own("two.png"))).data, false);
    const removed = await ok(owner.remove([own("one.png"), own("three.png"), own("never.png")]));
    assert.deepEqual(removed.map((row) => row.name).sort(), [own("one.png"), own("three.png")].sort());
    assert.equal((await owner.exists(own("three.png"))).data, false);
  },
  async "a public URL is where the public bucket serves the file"() {
    const files = as(ACCESS_TOKEN).storage.from("generated-media");
    const name = `${USER_ID}/uploads/${crypto.randomUUID()}.png`;
    await ok(files.upload(name, new Blob([picture], { type: "image/png" })));
    const answer = await fetch(files.getPublicUrl(name).data.publicUrl);
    assert.deepEqual([answer.status, answer.headers.get("x-content-type-options")], [200, "nosniff"]);
    assert.deepEqual(await bytes(answer), picture);
    await refused(files.upload(`${USER_ID}/uploads/${crypto.randomUUID()}.png`, new Blob(["<b>"], { type: "text/html" })), "415");
  },
  async "a bucket's errors are told in its words"() {
    const admin = createClient(SUPABASE_URL, process.env.SECRET_KEY).storage;
    const name = `js-${USER_ID}`;
    await ok(admin.createBucket(name, { public: false, fileSizeLimit: "10KB", allowedMimeTypes: ["image/*"] }));
    assert.equal((await refused(admin.createBucket(name, { public: false }), "409")).message, "The resource already exists");
    const tooLarge = await refused(admin.from(name).upload("a.png", new Blob([picture], { type: "image/png" })), "413");
    assert.equal(tooLarge.message, "The object exceeded the maximum allowed size");
    await ok(admin.updateBucket(name, { public: true, fileSizeLimit: null }));
    assert.deepEqual((await ok(admin.getBucket(name))).public, true);
    await ok(admin.from(name).upload("a.png", new Blob([picture], { type: "image/png" })));
    await refused(admin.deleteBucket(name), "409");
    await ok(admin.emptyBucket(name));
    await ok(admin.deleteBucket(name));
    await refused(admin.getBucket(name), "404");
  },
};

const results = {};
for (const [name, keep] of Object.entries(promises)) {
  results[name] = await keep().then(() => null, (error) => error.stack);
}
console.log(JSON.stringify(results));
process.exit(0);
