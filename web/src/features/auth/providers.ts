import { readConfig } from '@/lib/config';
import { fieldsOf } from '@/lib/unknown';

/** Who else can vouch for a visitor: names and icons by auth's own words. */
const KNOWN = {
  google: { name: 'Google', icon: 'icon-[cib--google]' },
  apple: { name: 'Apple', icon: 'icon-[cib--apple]' },
  azure: { name: 'Microsoft', icon: 'icon-[cib--microsoft]' },
  github: { name: 'GitHub', icon: 'icon-[cib--github]' },
  gitlab: { name: 'GitLab', icon: 'icon-[cib--gitlab]' },
  bitbucket: { name: 'Bitbucket', icon: 'icon-[cib--bitbucket]' },
  discord: { name: 'Discord', icon: 'icon-[cib--discord]' },
  facebook: { name: 'Facebook', icon: 'icon-[cib--facebook]' },
  figma: { name: 'Figma', icon: 'icon-[cib--figma]' },
  linkedin_oidc: { name: 'LinkedIn', icon: 'icon-[cib--linkedin]' },
  notion: { name: 'Notion', icon: 'icon-[cib--notion]' },
  slack_oidc: { name: 'Slack', icon: 'icon-[cib--slack]' },
  spotify: { name: 'Spotify', icon: 'icon-[cib--spotify]' },
  twitch: { name: 'Twitch', icon: 'icon-[cib--twitch]' },
  twitter: { name: 'X', icon: 'icon-[lucide--at-sign]' },
  x: { name: 'X', icon: 'icon-[lucide--at-sign]' },
  zoom: { name: 'Zoom', icon: 'icon-[cib--zoom]' },
  kakao: { name: 'Kakao', icon: 'icon-[lucide--message-circle]' },
  keycloak: { name: 'Keycloak', icon: 'icon-[lucide--key-round]' },
  workos: { name: 'WorkOS', icon: 'icon-[lucide--key-round]' },
} as const;

export type Provider = keyof typeof KNOWN;

export const PROVIDERS: Record<Provider, { name: string; icon: string }> = KNOWN;

/** The providers that the project has enabled; none if it cannot be asked: the other ways in are there all the same. */
export async function readProviders(): Promise<Provider[]> {
  const { supabaseUrl, supabaseKey } = readConfig();
  try {
    const answer = await fetch(`${supabaseUrl}/auth/v1/settings`, { headers: { apikey: supabaseKey } });
    const enabled = fieldsOf(fieldsOf(await answer.json())['external']);
    return (Object.keys(KNOWN) as Provider[]).filter((provider) => enabled[provider] === true);
  } catch {
    return [];
  }
}
