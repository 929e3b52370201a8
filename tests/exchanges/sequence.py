"""Replay the exchanges recorded with the real Storage: one list of requests, with one set of users and buckets.

Each exchange has:

- `request`: its `path` is sent below `/storage/v1` without any normalisation.
- `before`: the actions before the request, `sql` or `delete_user`.
- `keep`: the values that later exchanges name. `body.…` and `header.…` are a value of the body or the headers, `token.…` is
  the token in the URL that the body has at this place.
- `answer`: status, headers and body of the response, and the `rows` that a query finds afterwards.
- `sort`: the key by which a list without a fixed order is sorted before the comparison.

A body is JSON, or one of `{"bytes": …}`, `{"chunked": …}` (sent without its length), `{"text": …}` and
`{"multipart": [part, …]}`. `bytes` and `chunked` contain the name of a content: see `content`.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import jwt
from storage3.exceptions import StorageApiError
from supabase import Client

from local.config import StackConfig
from tests.conftest import NewUser, Sql, User
from tests.exchanges.comparison import differences
from tests.exchanges.names import fill, with_kinds, with_names
from tests.local.storage import private_bucket
from tests.running import RunningStack

Exchange = dict[str, Any]
Named = dict[str, str]

RECORDED_HEADERS = (
    *("accept-ranges", "cache-control", "content-disposition", "content-length", "content-range", "content-type"),
    *("etag", "expires", "last-modified", "location", "tus-resumable", "x-robots-tag"),
)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
CONTENTS = {
    "picture": PICTURE,
    "gif": b"GIF89aanother picture",
    "empty": b"",
    "page": b"<!doctype html><script>alert(1)</script>",
    "text": b"just text",
}
BUCKETS: dict[str, dict[str, Any]] = {
    "bucket": {},
    "public_bucket": {"public": True},
    "limited_bucket": {"file_size_limit": 1000, "allowed_mime_types": ["image/*", "video/mp4"]},
    "list_bucket": {},
}
ETAG = re.compile(r'\b[0-9a-f]{32}\b|(?<=\\")[0-9a-z]+-[0-9a-z]+(?=\\")')  # in quotation marks that JSON escapes
HOUR = 3600


def exchanges() -> list[Exchange]:
    """Return all exchanges, in order."""
    recorded: list[Exchange] = json.loads((Path(__file__).parent / "storage.json").read_text(encoding="utf-8"))
    return recorded


@contextmanager
def scene(stack: RunningStack, sql: Sql, admin: Client, new_user: NewUser) -> Iterator[Named]:
    """Create the users and buckets of the exchanges. Yields the values that they name: keys, ids, tokens and buckets."""
    people = {name: new_user() for name in ("owner", "stranger", "leaver")}
    run = f"r{uuid4().hex[:12]}"
    with ExitStack() as buckets:
        named = {
            "run": run,
            "new_bucket": f"{run}-made",
            **{name: buckets.enter_context(private_bucket(sql, **rules)) for name, rules in BUCKETS.items()},
            **{name: getattr(stack, name) for name in ("publishable_key", "secret_key", "service_role_key")},
            **{name: user.id for name, user in people.items()},
            **{f"{name}_token": user.access_token for name, user in people.items()},
        }
        in_base64 = {"bucket64": named["bucket"], "tus64": f"{named['owner']}/tus.png"}
        named |= {name: base64.b64encode(text.encode()).decode() for name, text in in_base64.items()}
        yield named | _tokens(stack, people["owner"], named["bucket"])
        for bucket in (*(named[name] for name in BUCKETS), f"{run}-c4"):
            with suppress(StorageApiError):  # the stand-in deletes no buckets; a real Storage empties them later
                admin.storage.empty_bucket(bucket)
                admin.storage.delete_bucket(bucket)


def _tokens(stack: RunningStack, owner: User, bucket: str) -> Named:
    """Return invalid tokens: expired, or signed with another key."""
    secret = stack.jwt_secret or StackConfig.load(stack.data_dir / "config.json").jwt_secret
    now = int(time.time())
    user = {"sub": owner.id, "role": "authenticated", "aud": "authenticated", "iat": now - 2 * HOUR}
    upload = {"url": f"{bucket}/{owner.id}/late.png", "scope": "upload", "owner": owner.id, "upsert": False}
    read = {"url": f"{bucket}/{owner.id}/first.png", "scope": "download"}
    late = {"iat": now - 2 * HOUR, "exp": now - 60}
    return {
        "expired_token": jwt.encode(user | late, secret),
        "foreign_token": jwt.encode(user | {"exp": now + HOUR}, "another secret " * 4),
        "expired_upload_token": jwt.encode(upload | late, secret),
        "expired_read_token": jwt.encode(read | late, secret),
    }


class Player:
    """Replays exchanges against one stack, with the values that they name."""

    def __init__(self, stack: RunningStack, sql: Sql, admin: Client, named: Named) -> None:
        self._url = f"{stack.supabase_url}/"
        self._sql, self._admin = sql, admin
        self._named, self._kept = named, Named()

    def play(self, recorded: list[Exchange]) -> dict[str, list[str]]:
        """Replay the exchanges; return the differences by the name of the exchange."""
        with httpx.Client(headers={"accept-encoding": "identity"}, timeout=30, verify=False) as client:
            return {
                step["name"]: differences(_normalised(step["answer"]), self._play(client, step)) for step in recorded
            }

    def _play(self, client: httpx.Client, step: Exchange) -> Any:
        for act in self._fill(step.get("before", [])):
            if "sql" in act:
                self._sql(act["sql"])
            else:
                self._admin.auth.admin.delete_user(self._named[act["delete_user"]])
        try:
            answer = client.send(self._request(client, step["request"]))
        except KeyError as error:
            return {"not sent": f"no earlier exchange has a value for {error}"}
        self._kept |= {name: _value_at(answer, path) for name, path in step.get("keep", {}).items()}
        return self._as_recorded(answer, step)

    def _request(self, client: httpx.Client, request: Any) -> httpx.Request:
        body, kind = self._body(request.get("body"))
        headers = kind | self._fill(request["headers"])
        if body is None and request["method"] in ("POST", "PUT"):
            headers["content-length"] = "0"
        # httpx would remove dots and double slashes from the path.
        target = f"/storage/v1{self._fill(request['path'])}".encode("ascii")
        return client.build_request(
            request["method"], self._url, headers=headers, content=body, extensions={"target": target}
        )

    def _body(self, body: Any) -> tuple[bytes | Iterator[bytes] | None, dict[str, str]]:
        """Return the content and its content-type header."""
        match body:
            case None:
                return None, {}
            case {"bytes": what}:
                return content(what), {}
            case {"chunked": what}:
                return iter([content(what)]), {}
            case {"text": text}:
                return text.encode(), {}
            case {"multipart": parts}:
                form = b"".join(_part(part) for part in parts) + b"--boundary--\r\n"
                return form, {"content-type": "multipart/form-data; boundary=boundary"}
        return json.dumps(self._fill(body)).encode(), {"content-type": "application/json"}

    def _as_recorded(self, answer: httpx.Response, step: Exchange) -> Any:
        """Return the response as it would be recorded."""
        shown = {
            "status": answer.status_code,
            "headers": {name: answer.headers[name] for name in RECORDED_HEADERS if name in answer.headers},
            "body": _body_as_recorded(answer),
        }
        if "sort" in step and isinstance(shown["body"], list):
            shown["body"].sort(key=lambda item: item[step["sort"]])
        if "rows" in step:
            shown["rows"] = self._sql(self._fill(step["rows"]))
        return _normalised(json.loads(self._plain(json.dumps(shown, default=str, ensure_ascii=False))))

    def _plain(self, text: str) -> str:
        return ETAG.sub("<etag>", with_kinds(with_names(text, self._named)))

    def _fill(self, value: Any) -> Any:
        if isinstance(value, dict) and "$many" in value:
            pattern, count = value["$many"]
            return [pattern.replace("#", str(number)) for number in range(count)]
        if isinstance(value, dict):
            return {name: self._fill(each) for name, each in value.items()}
        return fill(value, self._named | self._kept)


def content(what: str) -> bytes:
    """Return the bytes for this name: one of `CONTENTS`, or `zeros:1001`."""
    kind, _, size = what.partition(":")
    return bytes(int(size)) if kind == "zeros" else CONTENTS[what]


def _part(part: dict[str, str]) -> bytes:
    filename = f'; filename="{part["filename"]}"' if "filename" in part else ""
    kind = f"\r\nContent-Type: {part['type']}" if "type" in part else ""
    head = f'--boundary\r\nContent-Disposition: form-data; name="{part["name"]}"{filename}{kind}\r\n\r\n'
    value = content(part["bytes"]) if "bytes" in part else part["value"].encode()
    return head.encode() + value + b"\r\n"


def _body_as_recorded(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    if "json" in answer.headers.get("content-type", ""):
        return answer.json()
    for name, known in CONTENTS.items():
        if answer.content == known:
            return {"bytes": name}
    start = PICTURE.find(answer.content)
    return {"bytes": f"picture[{start}:{start + len(answer.content)}]"} if start >= 0 else {"text": answer.text}


def _normalised(answer: Any) -> Any:
    """Return the response without the length of its JSON and the spelling of its charset."""
    headers = dict(answer["headers"])
    if headers.get("content-type", "").startswith("application/json"):
        headers["content-type"] = "application/json"
        headers.pop("content-length", None)
    return answer | {"headers": headers}


def _value_at(answer: httpx.Response, path: str) -> str:
    """Return the value at this path of a response, or "missing" if there is none."""
    kind, *steps = path.split(".")
    if kind == "header":
        return str(answer.headers.get(steps[0], "missing"))
    try:
        value = str(answer.json()[steps[0]])
    except (ValueError, LookupError):
        return "missing"
    return value.rpartition("token=")[2] if kind == "token" else value
