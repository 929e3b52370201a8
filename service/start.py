"""The check of the settings before the service starts."""

from __future__ import annotations

import os
import sys

from service.settings import Settings, SettingsError, from_environment


def check_settings() -> Settings:
    """The settings; or exit with one message about all wrong ones: in a worker, gunicorn would print a traceback for each."""
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
