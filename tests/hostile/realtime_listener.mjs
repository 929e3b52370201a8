// Subscribe with supabase-js, as the pages do, and print JSON lines: each change, each subscription to the database,
// and each other state of the channel.
import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_KEY, ACCESS_TOKEN } = process.env;
const print = (line) => console.log(JSON.stringify(line));

const client = createClient(SUPABASE_URL, SUPABASE_KEY, { accessToken: async () => ACCESS_TOKEN });
client
  .channel("generations")
  .on("postgres_changes", { event: "*", schema: "public", table: "generated_media" }, ({ new: row }) => print({ row: row.id }))
  .on("system", {}, ({ extension, status }) => extension === "postgres_changes" && status === "ok" && print({ state: "SUBSCRIBED" }))
  .subscribe((state) => state !== "SUBSCRIBED" && print({ state }));
