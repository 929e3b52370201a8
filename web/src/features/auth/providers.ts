import { readConfig } from '@/lib/config';

/**
 * The OAuth providers that the project has enabled. If the request fails the list is empty: other ways to log in still work.
 */
export async function readProviders(): Promise<string[]> {
  const { supabaseUrl, supabaseKey } = readConfig();
  try {
    const response = await fetch(`${supabaseUrl}/auth/v1/settings`, { headers: { apikey: supabaseKey } });
    const { external }: { external: Record<string, unknown> } = await response.json();
    return Object.keys(external).filter((name) => external[name] === true && name !== 'email');
  } catch {
    return [];
  }
}
