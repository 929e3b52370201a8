"""Read a pytest report: which tests did not pass, and whether that says something about the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

# Invalid code, a time limit, or a server that is gone fails any test, so such a failure proves nothing.
NO_VERDICT = re.compile(
    r"""\b(?:(?:SyntaxError|IndentationError|NameError|UnboundLocalError|ImportError|ModuleNotFoundError):\s
          |psycopg\.errors\.(?:SyntaxError|Undefined\w+|Ambiguous\w+|DatatypeMismatch|GroupingError|InvalidColumnReference):\s
          |psycopg\.OperationalError:\s
          |(?:httpx|httpcore)\.(?:Connect|Read|Write|Pool|Timeout|RemoteProtocol)\w*:\s
          |Failed:\ Timeout\b)
      |"code":"internal"
      |["\']code["\']:\ ["\'](?:42601|42702|42703|42725|42803|42804|42883|42P01|42P02|42P10)["\']""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Fault:
    """A test that did not pass. `reason` says why, in one line."""

    test: str
    is_verdict: bool
    reason: str


def faults_in(report: Path) -> list[Fault]:
    """All faults in a report; none if pytest has written no report."""
    return list(_faults(report)) if report.exists() else []


def _faults(report: Path) -> Iterator[Fault]:
    for case in ET.parse(report).iter("testcase"):
        test = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        for fault in [*case.findall("failure"), *case.findall("error")]:
            message, text = fault.get("message", ""), fault.text or ""
            yield Fault(test, _is_verdict(fault.tag, message, text), " ".join(message.split()))


def _is_verdict(tag: str, message: str, text: str) -> bool:
    """Whether a test or a check after it failed. A failed set-up proves nothing."""
    ran = tag == "failure" or (message.startswith("failed on teardown") and "AssertionError" in text)
    raised = [message, *(line for line in text.splitlines() if line.startswith("E "))]
    return ran and not any(map(NO_VERDICT.search, raised))
