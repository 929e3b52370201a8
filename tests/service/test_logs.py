"""A log line is JSON and contains nothing private, whatever a library or an exception says."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from service.logs import LOGGING, JsonLines
from tests.service.api_client import PROMPT


def line_of(message: str, *arguments: object, exc_info: Any = None, **extra: object) -> dict[str, Any]:
    record = logging.getLogger("service.somewhere").makeRecord(
        "service.somewhere", logging.ERROR, __file__, 1, message, arguments, exc_info, extra=extra
    )
    line = JsonLines().format(record)
    assert "\n" not in line
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def fail_over(private: str) -> None:
    nothing: dict[str, str] = {}
    try:
        nothing[private]
    except KeyError as error:
        raise RuntimeError(f"Failing row contains ({private})") from error


def test_extra_fields_become_members_of_the_line() -> None:
    line = line_of("run %s", "reported", generation="m-1", nothing=None)
    assert (line["message"], line["level"], line["logger"]) == ("run reported", "error", "service.somewhere")
    assert line["generation"] == "m-1"
    assert "nothing" not in line


@pytest.mark.parametrize("message", ["a\nb", 'a "quoted" b', "a\u2028b", "a\x1b[31mb", "\ud800"])
def test_a_line_is_one_line_whatever_is_in_it(message: str) -> None:
    assert line_of("%s", message)["message"] == message


def test_a_query_string_is_cut_out_of_every_message() -> None:
    line = line_of('"POST %s HTTP/1.1" 200', "/api/webhooks/pixio?generation=1&token=secret")
    assert line["message"] == '"POST /api/webhooks/pixio?… HTTP/1.1" 200'


def test_an_exception_is_logged_with_types_and_locations_only() -> None:
    try:
        fail_over(PROMPT)
    except RuntimeError:
        line = line_of("unexpected error", exc_info=sys.exc_info())
    assert PROMPT not in json.dumps(line)
    assert [error["type"] for error in line["error"]] == ["RuntimeError", "KeyError"]
    assert line["error"][0]["at"][-1].endswith(" fail_over")


def test_libraries_log_warnings_and_errors_only() -> None:
    assert LOGGING["root"]["level"] == "WARNING"
