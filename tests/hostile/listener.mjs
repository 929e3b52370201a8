// Listens with supabase-js, as the pages do, and prints each state of the channel and each change as a line of JSON.
import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_KEY, ACCESS_TOKEN } = process.env;
const print = (line) => console.log(JSON.stringify(line));

const client = createClient(SUPABASE_URL, SUPABASE_KEY, { accessToken: async () => ACCESS_TOKEN });
client
  .channel("generations")
  .on("postgres_changes", { event: "*", schema: "public", table: "generated_media" }, ({ new: row }) => print({ row: row.id }))
  .subscribe((state) => print({ state }));
