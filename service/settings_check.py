"""The check of the settings before the service starts."""

from __future__ import annotations

import os
import sys

from service.settings import Settings, SettingsError, from_environment

# With these the app shows its commands and routes without being able to reach anything.
EXAMPLE = {
    "SITE_URL": "http://site.invalid",
    "SUPABASE_URL": "http://supabase.invalid",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
    "PIXIO_DEPLOY_API_KEY": "key",
    "PIXIO_WEBHOOK_SECRET": "0" * 64,
}


def check_settings() -> Settings:
    """Return the settings, or exit with one message about all that are wrong. If workers checked them, each would print a
    traceback."""
    problems = []
    if not _is_number("PORT", 0, 65535):
        problems.append("PORT must be a number below 65536")
    if not _is_number("WEB_CONCURRENCY", 1, 1000):
        problems.append("WEB_CONCURRENCY must be a number from 1 to 1000")
    try:
        settings = from_environment()
    except SettingsError as error:
        problems += error.problems
    if problems:
        sys.exit(f"Error: {SettingsError(problems).format_message()}")
    return settings


def _is_number(name: str, least: int, most: int) -> bool:
    text = os.environ.get(name, str(least))
    return text.isascii() and text.isdecimal() and least <= int(text) <= most
