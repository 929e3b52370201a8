/** Supabase's URL and public key. They are read from the page, so that one build serves every deployment. */
export type Config = { supabaseUrl: string; supabaseKey: string };

export function readConfig(): Config {
  return { supabaseUrl: meta('supabase-url'), supabaseKey: meta('supabase-key') };
}

function meta(name: string): string {
  const element = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  if (!element?.content) throw new Error(`The page has no <meta name="${name}">.`);
  return element.content;
}
