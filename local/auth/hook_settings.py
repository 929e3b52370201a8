"""`[auth.hook.before_user_created]` of config.toml: the function that Auth asks before it creates a user, if any."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

URI = re.compile(r"pg-functions://postgres/(\w+)/(\w+)")


@dataclass(frozen=True)
class Hook:
    """A function of the database that takes and returns JSON."""

    uri: str
    schema: str
    function: str

    @classmethod
    def read(cls, values: dict[str, Any]) -> Hook | None:
        """The hook that this section asks for; None if it is not enabled.

        Raises:
            ValueError: naming what cannot be followed.
        """
        if not values.get("enabled", False):
            return None
        uri = str(values.get("uri", ""))
        found = URI.fullmatch(uri)
        if found is None:
            raise ValueError("uri must be pg-functions://postgres/<schema>/<function>")
        return cls(uri, found[1], found[2])
