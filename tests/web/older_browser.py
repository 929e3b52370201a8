"""Simulate older browsers by removing features from a current one."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route

# Safari ignores the attribute.
NO_CLOSEDBY = """
  const showModal = HTMLDialogElement.prototype.showModal;
  HTMLDialogElement.prototype.showModal = function () {
    this.removeAttribute('closedby');
    showModal.call(this);
  };
  delete HTMLDialogElement.prototype.closedBy;
"""
# Safari before 17, Firefox before 125. The attribute stays, but its default action is prevented.
NO_POPOVER = """
  for (const name of ['popover', 'showPopover', 'hidePopover', 'togglePopover']) delete HTMLElement.prototype[name];
  for (const {prototype} of [HTMLButtonElement, HTMLInputElement]) {
    delete prototype.popoverTargetElement;
    delete prototype.popoverTargetAction;
  }
  addEventListener('click', (event) => {
    if (!event.target.closest('[popovertarget]')) return;
    event.preventDefault();
    Object.defineProperty(event, 'defaultPrevented', {value: false});
  }, true);
"""
# Safari before 17, Firefox before 115.
NO_CAN_PARSE = "delete URL.canParse;"

# The browser hides closed popovers itself; an older one does not.
NOT_HIDDEN = "@layer older { [popover] { display: block } }"
UNKNOWN = {
    r"(?<!\\):popover-open": ":unknown",
    r":has\(": ":unknown(",
    r"light-dark\(": "unknown(",
    r"in oklch": "in unknown",
    r"(?<!-webkit-)backdrop-filter:": "unknown:",
}


def make_older(page: Page) -> None:
    """Remove these features from scripts and styles of all pages opened from now on."""
    page.add_init_script(NO_CLOSEDBY + NO_POPOVER + NO_CAN_PARSE)
    page.route("**/_astro/*.css", with_older_styles)


def with_older_styles(route: Route) -> None:
    """Serve the stylesheet as an older browser would parse it."""
    response = route.fetch()
    route.fulfill(response=response, body=older_styles(response.text()))


def older_styles(css: str) -> str:
    """Replace every newer feature in these styles by something that no browser knows."""
    for newer, unknown in UNKNOWN.items():
        css = re.sub(newer, unknown, css)
    return NOT_HIDDEN + css
