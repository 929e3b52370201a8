"""Reading environment variables by kind, gathering what is wrong instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import TypeVar
from urllib.parse import urlsplit

import jwt
from click import ClickException
from limits import parse_many

T = TypeVar("T")

SHORTEST_SECRET = 16
COUNTERS = ("memory://", "redis://", "rediss://")


class SettingsError(ClickException):
    """Settings are missing or wrong. `problems` holds a sentence for each, which begins with the variable's name.

    A `flask` command shows them to the operator, without a trace of the stack.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        told = "".join(f"  {problem}\n" for problem in problems)
        super().__init__(f"settings:\n{told}Each is explained in .env.example.")


class Environment:
    """Variables and what was found wrong with them so far.

    A reader that finds something wrong notes it and answers something harmless of its type, so that the next one gets
    its turn; `refuse_problems` has the last word.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name: value.strip() for name, value in values.items() if value.strip()}
        self._problems: list[str] = []

    def refuse_problems(self) -> None:
        """Raises: SettingsError if anything was wrong."""
        if self._problems:
            raise SettingsError(self._problems)

    def note(self, problem: str) -> None:
        """Note something that is wrong, in a sentence that begins with the variable's name."""
        self._problems.append(problem)

    def text(self, *names: str, default: str = "") -> str:
        """The first of `names` that is set, else `default`; without a default it must be set."""
        for name in names:
            if name in self._values:
                return self._values[name]
        if not default:
            self._problems.append(f"{' or '.join(names)} is missing")
        return default

    def parsed(
        self, *names: str, parse: Callable[[str], T], default: str = "", nothing: T, optional: bool = False
    ) -> T:
        """A text as `parse` understands it; a ValueError of `parse` says what is wrong."""
        if optional and not any(name in self._values for name in names):
            return nothing
        text = self.text(*names, default=default)
        if not text:
            return nothing
        try:
            return parse(text)
        except ValueError as error:
            self._problems.append(f"{self._name_in_use(names)} {error}")
            return nothing

    def url(self, name: str, default: str = "") -> str:
        """An address such as `https://example.com`."""
        return self.parsed(name, parse=_origin, default=default, nothing="")

    def seconds(self, name: str, default: float, least: float = 0) -> float:
        """A number of seconds, `least` or more."""
        return self.parsed(name, parse=lambda text: _seconds(text, least), default=str(default), nothing=0.0)

    def flag(self, name: str) -> bool:
        """`true` or `false`; false where nothing is set."""
        return self.parsed(name, parse=_flag, nothing=False, optional=True)

    def rate(self, name: str, default: str) -> str:
        """A rate limit in the words of Flask-Limiter, such as `30/minute`."""
        return self.parsed(name, parse=_rate, default=default, nothing="")

    def counters(self, name: str, default: str) -> str:
        """Where Flask-Limiter counts, such as `memory://` or `redis://localhost:6379`."""
        return self.parsed(name, parse=_counters, default=default, nothing="")

    def secrets(self, name: str, *, optional: bool = False) -> tuple[str, ...]:
        """One secret, or two parted by a comma while they are being exchanged."""
        return self.parsed(name, parse=_secrets, nothing=(), optional=optional)

    def supabase_key(self, *names: str, prefix: str, role: str) -> str:
        """A key of either generation: `sb_…` with this prefix, or a JWT with this role."""
        return self.parsed(*names, parse=lambda text: _supabase_key(text, prefix, role), nothing="")

    def prefixed(self, prefix: str) -> dict[str, str]:
        """Every variable that begins with `prefix`, by the rest of its name."""
        return {name.removeprefix(prefix): value for name, value in self._values.items() if name.startswith(prefix)}

    def _name_in_use(self, names: tuple[str, ...]) -> str:
        return next((name for name in names if name in self._values), names[0])


def _origin(text: str) -> str:
    url = urlsplit(text.rstrip("/"))
    if url.scheme not in ("http", "https") or not url.hostname or url.username or url.path or url.query or url.fragment:
        raise ValueError("must be an address such as https://example.com, without a path")
    _ = url.port  # raises ValueError when it is out of range
    return text.rstrip("/")


def _seconds(text: str, least: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not (isfinite(value) and value >= least):
        raise ValueError(f"must be a number of seconds, {least:g} or more")
    return value


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("must be true or false")
    return text == "true"


def _rate(text: str) -> str:
    try:
        parse_many(text)
    except ValueError:
        raise ValueError("must be a rate such as 30/minute") from None
    return text


def _counters(text: str) -> str:
    if not text.startswith(COUNTERS):
        raise ValueError(f"must begin with {', '.join(COUNTERS[:-1])} or {COUNTERS[-1]}")
    return text


def _secrets(text: str) -> tuple[str, ...]:
    secrets = tuple(part.strip() for part in text.split(","))
    if len(secrets) > 2 or any(len(secret) < SHORTEST_SECRET for secret in secrets):
        raise ValueError(f"must be one secret, or two parted by a comma, of at least {SHORTEST_SECRET} characters each")
    return secrets


def _supabase_key(text: str, prefix: str, role: str) -> str:
    if not text.startswith(prefix) and _role_of(text) != role:
        raise ValueError(f'must be a key that begins with {prefix}, or a JWT with the role "{role}"')
    return text


def _role_of(text: str) -> object:
    try:
        return jwt.decode(text, options={"verify_signature": False}).get("role")
    except jwt.InvalidTokenError:
        return None
