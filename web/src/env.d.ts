interface ImportMetaEnv {
  readonly PUBLIC_SITE_URL?: string;
  readonly PUBLIC_LANGUAGE?: string;
  readonly PUBLIC_ANALYTICS_SCRIPT?: string;
  readonly PUBLIC_CAPTCHA?: string;
  readonly PUBLIC_ANALYTICS_ID?: string;
  readonly PUBLIC_SOURCE_URL?: string;
  readonly PUBLIC_SUPABASE_URL: string;
  readonly PUBLIC_SUPABASE_PUBLISHABLE_KEY: string;
}
