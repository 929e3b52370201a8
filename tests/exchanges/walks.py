"""Replay the recorded walks of Auth: lists of requests, mails and SQL, each with the response of the real Auth.

The kinds of steps:

- `request` calls `path` under `/auth/v1`. Its `as` names the caller: `nobody` sends no key, `key` sends the key that `key`
  names (by default the publishable one), and any other name is an access token that an earlier step kept.
- `mail` and `no_mail` look for mails to `to`.
- `sql` runs `query` as the superuser.
- `pkce` creates a challenge and its verifier.

`keep` names values of a response for later steps: a path in the body, `location:parameter` of a redirect, or a parameter of
a mail's link.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import tomllib
import urllib.parse
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import Sql
from tests.exchanges.comparison import differences
from tests.exchanges.names import JWT, fill, with_kinds, with_names
from tests.mails import Mail, mails_to
from tests.running import RunningStack

Step = dict[str, Any]
Walk = dict[str, Any]

FOLDER = Path(__file__).parent
CONFIG = FOLDER.parent.parent / "supabase" / "config.toml"
RECORDED_HEADERS = ("content-type", "location", "x-total-count", "link", "x-sb-error-code")
API_VERSION = {"x-supabase-api-version": "2024-01-01"}
AGENT = {"user-agent": "python-httpx/0.28.1"}  # Auth keeps it with the session

UNIX_TIMES = ("expires_at", "iat", "exp", "timestamp")
OPAQUE = ("kid", "x", "y", "secret", "version", "qr_code", "uri")
HASH = re.compile(r"(pkce_)?\b[0-9a-f]{56}\b")
OBFUSCATED = re.compile(r"[\w-]{43}|[\w-]{15}")
# The wording of parse errors is not compared.
DETAIL = re.compile(r"(as JSON|invalid JWT|ban duration|Pagination Parameters): .*", re.DOTALL)


def walks_of(file: str) -> list[Walk]:
    """Return the walks in this file."""
    walks: list[Walk] = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    return walks


def subjects() -> dict[str, str]:
    """Return the subjects of the mails, which Auth takes from this project: `confirmation_subject` and so on."""
    templates = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["auth"]["email"]["template"]
    return {f"{name}_subject": template["subject"] for name, template in templates.items()}


class Player:
    """Replays a walk against one stack, with the values that its steps have kept so far."""

    def __init__(self, stack: RunningStack, sql: Sql) -> None:
        tag = secrets.token_hex(6)
        self._named = {
            "url": stack.supabase_url,
            "site": stack.site_url,
            "publishable_key": stack.publishable_key,
            "secret_key": stack.secret_key,
            "anon_key": stack.anon_key,
            "service_role_key": stack.service_role_key,
            "email": f"ada-{tag}@example.com",
            "email2": f"bob-{tag}@example.com",
            "email3": f"cyd-{tag}@example.com",
            "unknown": f"nobody-{tag}@example.com",
            "password": "correct horse battery",
            "password2": "another horse battery",
        } | subjects()
        self._stack, self._sql = stack, sql
        self._read: set[str] = set()

    def play(self, walk: Walk) -> dict[str, list[str]]:
        """Return the differences by `walk: step`; repeated names are numbered."""
        replayed: dict[str, list[str]] = {}
        with httpx.Client(headers=AGENT, timeout=30, verify=False) as client:
            for step in walk["steps"]:
                actual = self._answer(client, step)
                if "answer" in step:
                    name = f"{walk['walk']}: {step['name']}"
                    again = sum(known == name or known.startswith(f"{name} (") for known in replayed)
                    replayed[f"{name} ({again + 1})" if again else name] = differences(step["answer"], actual)
        return replayed

    def _answer(self, client: httpx.Client, step: Step) -> Any:
        """Return the response, or the error if a value that the step names is missing."""
        do = {"request": self._request, "mail": self._mail, "no_mail": self._no_mail, "sql": self._query}
        if step["do"] == "pkce":
            return self._challenge(step)
        try:
            return do[step["do"]](client, step)
        except (LookupError, TypeError) as error:
            return {"not sent": repr(error)}

    def _challenge(self, step: Step) -> None:
        verifier = secrets.token_urlsafe(48)
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        self._named[step["challenge"]] = digest.decode().rstrip("=")
        self._named[step["challenge"] + "_verifier"] = verifier

    def _query(self, _: httpx.Client, step: Step) -> Any:
        rows = self._sql(fill(step["query"], self._named))
        return {"rows": self._as_recorded(json.loads(json.dumps(rows, default=str)))}

    def _mail(self, _: httpx.Client, step: Step) -> Any:
        found = self._new_mails(step)
        link = found[0]["links"][0]
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)
        self._named |= {name: query[parameter][0] for name, parameter in step.get("keep", {}).items()}
        return {
            "mails": len(found),
            "subject": self._as_recorded(found[0]["subject"]),
            "link": self._as_recorded(urllib.parse.unquote(link)),
        }

    def _no_mail(self, _: httpx.Client, step: Step) -> Any:
        return {"mails": len(self._new_mails(step))}

    def _new_mails(self, step: Step) -> list[Mail]:
        """Return the unread mails to this address. Auth sends them before it responds."""
        to = fill(step["to"], self._named)
        found = [mail for mail in mails_to(self._stack, to) if mail["id"] not in self._read]
        self._read |= {mail["id"] for mail in found}
        return found

    def _request(self, client: httpx.Client, step: Step) -> Any:
        url = f"{self._named['url']}/auth/v1{fill(step['path'], self._named)}"
        answer = client.request(step["method"], url, content=self._content(step), headers=self._headers(step))
        body = _body(answer)
        self._named |= {name: _kept_value(answer, body, place) for name, place in step.get("keep", {}).items()}
        shown = {
            "status": answer.status_code,
            "headers": {
                name: self._as_recorded(answer.headers[name]) for name in RECORDED_HEADERS if name in answer.headers
            },
            "body": self._as_recorded(body),
        }
        if isinstance(body, dict) and JWT.fullmatch(str(body.get("access_token"))):
            shown["access_token_claims"] = self._as_recorded(_claims(body["access_token"]))
        return shown

    def _content(self, step: Step) -> bytes | None:
        if "json" in step:
            return json.dumps(fill(step["json"], self._named)).encode()
        if "large_body" in step:
            before, letter, times, after = step["large_body"]
            return f"{before}{letter * times}{after}".encode()
        return str(fill(step["body"], self._named)).encode() if "body" in step else None

    def _headers(self, step: Step) -> dict[str, str]:
        headers = dict(API_VERSION) if step.get("version", True) else {}
        if step["as"] != "nobody":
            key = step.get("key", "publishable_key")
            token = self._named[key if step["as"] == "key" else step["as"]]
            headers |= {"apikey": self._named[key], "authorization": f"Bearer {token}"}
        if step.keys() & {"json", "body", "large_body"}:
            headers["content-type"] = "application/json"
        extra: dict[str, str] = fill(step.get("headers", {}), self._named)
        return headers | extra

    def _as_recorded(self, value: Any, name: str = "") -> Any:
        """Return the value as it would be recorded; `name` is the name of its member."""
        if isinstance(value, dict):
            return {self._as_recorded(key): self._as_recorded(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self._as_recorded(each, name) for each in value]
        if isinstance(value, int) and name in UNIX_TIMES:
            return "<unix time>"
        return self._text_as_recorded(value, name) if isinstance(value, str) and value else value

    def _text_as_recorded(self, text: str, name: str) -> str:
        kind = _kind_of(text, name)
        if kind is not None:
            return kind
        text = with_kinds(HASH.sub(lambda found: f"{found[1] or ''}<hash>", with_names(text, self._named)))
        text = DETAIL.sub(lambda found: f"{found[1]}: <detail>", text)
        text = re.sub(r"after \d+ seconds", "after <n> seconds", text)
        text = re.sub(r"expires_at=\d+", "expires_at=<unix time>", text)
        return re.sub(r"refresh_token=[\w-]+", "refresh_token=<refresh token>", text)


def _kind_of(text: str, name: str) -> str | None:
    """Return the kind of a text, by the name of its member."""
    if name in OPAQUE:
        return f"<{name}>"
    if name in ("refresh_token", "parent"):
        return "<refresh token>"
    if name == "encrypted_password" and text.startswith("$2"):
        return "<bcrypt>"
    if name == "email_otp" and re.fullmatch(r"\d{6}", text):
        return "<code>"
    if OBFUSCATED.fullmatch(text) and re.search(r"phone|email|^id$", name):
        return "<obfuscated>"
    return None


def _body(answer: httpx.Response) -> Any:
    if answer.is_redirect or not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        return answer.text


def _kept_value(answer: httpx.Response, body: Any, place: str) -> str:
    source, _, name = place.partition(":")
    if source == "location":
        parts = urllib.parse.urlsplit(answer.headers["location"])
        return (urllib.parse.parse_qs(parts.query) | urllib.parse.parse_qs(parts.fragment))[name][0]
    return str(body[place])


def _claims(token: str) -> dict[str, Any]:
    head, payload = (json.loads(base64.urlsafe_b64decode(f"{part}==")) for part in token.split(".")[:2])
    return {"header": head, "payload": payload}
