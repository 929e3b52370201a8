import { readConfig } from '@/lib/config';

/**
 * The providers that the project has enabled, by auth's words; none if it cannot be asked: the other ways in are there
 * all the same.
 */
export async function readProviders(): Promise<string[]> {
  const { supabaseUrl, supabaseKey } = readConfig();
  try {
    const answer = await fetch(`${supabaseUrl}/auth/v1/settings`, { headers: { apikey: supabaseKey } });
    const { external }: { external: Record<string, unknown> } = await answer.json();
    return Object.keys(external).filter((name) => external[name] === true && name !== 'email');
  } catch {
    return [];
  }
}
