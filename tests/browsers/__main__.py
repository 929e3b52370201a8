"""Run the user journey with every installed engine, and report those that are not installed."""

from __future__ import annotations

import sys
import time
import uuid
from pathlib import Path

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.webdriver import WebDriver

from local.console import say
from local.programs import ROOT
from tests.browsers.engines import Engine, engines, running_browser
from tests.browsers.person import Person
from tests.browsers.walk import STEPS
from tests.conftest import STACK_OPTIONS
from tests.running import RunningStack, folder, running_stack

SIZE = (1280, 900)
SCREENSHOTS = ROOT / ".local" / "browsers"


def main() -> int:
    """Returns the exit code: 1 if a step failed. An engine that is not installed is reported but is no failure."""
    supported = engines()
    installed = [engine for engine in supported if not engine.missing()]
    results = []
    if installed:
        with folder() as data, running_stack(data, *STACK_OPTIONS) as stack:
            results = [run_steps(engine, stack) for engine in installed]
    for engine in supported:
        if missing := engine.missing():
            say(f"{engine.name} was not checked: {', '.join(missing)} not installed.")
    return 0 if all(results) else 1


def run_steps(engine: Engine, stack: RunningStack) -> bool:
    """Run all steps with this engine; returns whether all passed."""
    with running_browser(engine) as driver:
        driver.set_window_size(*SIZE)
        say(f"{engine.name} {driver.capabilities['browserVersion']}")
        person = Person(driver, stack, f"{uuid.uuid4().hex}@example.com")
        for number, step in enumerate(STEPS, start=1):
            name = step.__name__.replace("_", " ")
            began = time.monotonic()
            try:
                step(person)
            except (AssertionError, WebDriverException) as error:
                say(f"  {number:2} FAILED: {name}: {str(error).splitlines()[0]}")
                say(f"     Screenshot of the window: {save_screenshot(driver, engine.name)}")
                return False
            say(f"  {number:2} {name} ({time.monotonic() - began:.1f} s)")
    say(f"{engine.name}: all {len(STEPS)} steps passed.")
    return True


def save_screenshot(driver: WebDriver, name: str) -> Path:
    """Save a screenshot of the window; returns its path."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name.lower()}.png"
    driver.save_screenshot(str(path))
    return path


if __name__ == "__main__":
    sys.exit(main())
