/** Names and icons of OAuth providers, by auth's name for them, in the order of the buttons. */
export const PROVIDERS = {
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

export type Provider = keyof typeof PROVIDERS;
