"""The browsers installed on this machine, driven by WebDriver."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from selenium import webdriver
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.service import Service as WebKitService

SCREEN = "1600x1200x24"
LOAD_SECONDS = 30
RESPONSE_SECONDS = 60
# Prices and numbers follow the machine's locale.
ENGLISH = dict.fromkeys(("LANG", "LC_ALL", "LANGUAGE"), "en_US.UTF-8")
MINI_BROWSER = "*/webkit2gtk-4.*/MiniBrowser"


@dataclass(frozen=True)
class Engine:
    """A browser, its required programs, and how to start it."""

    name: str
    needs: dict[str, str | None]
    start: Callable[[], WebDriver]

    def missing(self) -> list[str]:
        """The required programs that are not installed."""
        return [program for program, path in self.needs.items() if path is None]


def engines() -> list[Engine]:
    """Every supported engine, installed or not."""
    firefox = {"firefox": first("firefox-esr", "firefox"), "geckodriver": first("geckodriver")}
    webkit = {
        "WebKitWebDriver": first("WebKitWebDriver"),
        "MiniBrowser": next((str(path) for path in sorted(Path("/usr/lib").glob(MINI_BROWSER), reverse=True)), None),
        "Xvfb": first("Xvfb"),
    }
    return [
        Engine("Firefox", firefox, lambda: start_firefox(firefox)),
        Engine("WebKit", webkit, lambda: start_webkit(webkit)),
    ]


def first(*programs: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next((path for program in programs if (path := shutil.which(program))), None)


@contextmanager
def running_browser(engine: Engine) -> Iterator[WebDriver]:
    """A browser with an empty profile on a display of its own; both are stopped at the end of the context."""
    with ExitStack() as stack:
        if "Xvfb" in engine.needs:
            stack.enter_context(screen(str(engine.needs["Xvfb"])))
        driver = engine.start()
        stack.callback(driver.quit)
        command = cast(RemoteConnection, driver.command_executor)
        command.client_config.timeout = RESPONSE_SECONDS
        driver.set_page_load_timeout(LOAD_SECONDS)
        driver.set_script_timeout(LOAD_SECONDS)
        yield driver


@contextmanager
def screen(xvfb: str) -> Iterator[None]:
    """A virtual display. Xvfb chooses a free display number and writes it to the file descriptor."""
    read_end, write_end = os.pipe()
    command = [xvfb, "-displayfd", str(write_end), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL) as process:
        os.close(write_end)
        before = os.environ.get("DISPLAY")
        try:
            with os.fdopen(read_end) as number:
                os.environ["DISPLAY"] = f":{number.readline().strip()}"
            yield
        finally:
            process.terminate()
            if before is None:
                os.environ.pop("DISPLAY", None)
            else:
                os.environ["DISPLAY"] = before


def start_firefox(programs: dict[str, str | None]) -> WebDriver:
    """Firefox without a window."""
    options = webdriver.FirefoxOptions()
    options.binary_location = str(programs["firefox"])
    options.add_argument("-headless")
    options.set_preference("intl.accept_languages", "en-US")
    return webdriver.Firefox(options=options, service=FirefoxService(programs["geckodriver"]))


def start_webkit(programs: dict[str, str | None]) -> WebDriver:
    """WebKitGTK's test browser."""
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(programs["MiniBrowser"])
    options.add_argument("--automation")
    service = WebKitService(str(programs["WebKitWebDriver"]), env={**os.environ, **ENGLISH})
    return webdriver.WebKitGTK(options=options, service=service)
