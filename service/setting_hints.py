"""Where an operator gets the value of each setting. The message about wrong settings shows it."""

from __future__ import annotations

SUPABASE_KEYS = "Supabase's dashboard > Project Settings > API Keys"
STRIPE_DASHBOARD = "Stripe's dashboard > Developers"
HINTS = {
    "SITE_URL": "the address at which people reach the site, such as https://example.com",
    "SUPABASE_URL": "Supabase's dashboard > Project Settings > Data API, such as https://abcdefgh.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": SUPABASE_KEYS,
    "SUPABASE_ANON_KEY": SUPABASE_KEYS,
    "SUPABASE_SECRET_KEY": SUPABASE_KEYS,
    "SUPABASE_SERVICE_ROLE_KEY": SUPABASE_KEYS,
    "PIXIO_DEPLOY_API_KEY": "the API settings of your Pixio account",
    "COMFY_DEPLOY_API_KEY": "the API settings of your Pixio account",
    "PIXIO_WEBHOOK_SECRET": "any long random text: `openssl rand -hex 32`",
    "STRIPE_SECRET_KEY": f"{STRIPE_DASHBOARD} > API keys",
    "STRIPE_WEBHOOK_SECRET": f"{STRIPE_DASHBOARD} > Webhooks, or `python -m service stripe setup`",
    "RATELIMIT_STORAGE_URI": "the address of your Redis; leave it empty for one process",
    "METRICS_TOKEN": "any long random text: `openssl rand -hex 32`; leave it empty for no metrics",
    "SENTRY_DSN": "Sentry > Project Settings > Client Keys (DSN); leave it empty for no reports",
    "WEB_CONCURRENCY": "the number of processes, such as 2; leave it empty for 2",
    "PORT": "the port to listen on, such as 8000; leave it empty for 8000",
    ".env": "correct it, or copy .env.example again",
}
EXAMPLE = "its comment in .env.example says what it is; leave it empty for the usual value"


def with_hint(problem: str) -> str:
    """`problem`, a sentence that begins with the name of a variable, and where to get its value."""
    return f"  {problem}\n    -> {HINTS.get(problem.split(maxsplit=1)[0], EXAMPLE)}\n"
