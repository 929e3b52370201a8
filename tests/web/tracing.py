"""The trace of a page in Chromium."""

from __future__ import annotations

import json


def longest_task(trace: bytes) -> float:
    """The CPU time in ms of the longest main-thread task of any page; other processes do not count."""
    events = json.loads(trace)["traceEvents"]
    pages = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks: list[float] = [
        event["tdur"]
        for event in events
        if "RunTask" in event["name"] and "tdur" in event and (event["pid"], event["tid"]) in pages
    ]
    assert tasks, "nothing was traced"
    return float(max(tasks)) / 1000
