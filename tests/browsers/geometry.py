"""Checks of the positions of toasts, dialogs and menus, and of the order in which Tab visits elements."""

from __future__ import annotations

from typing import Any

from selenium.webdriver.remote.webelement import WebElement

from tests.browsers.person import Person

TOAST_PIXELS = 80
CORNER_PIXELS = 4
MOST_TAB_STOPS = 80
TOAST = """
const dismiss = [...document.querySelectorAll('[popover=manual] button')].find((button) => button.checkVisibility());
if (!dismiss) return null;
const [toast, place] = [dismiss.parentElement, dismiss.closest('[popover]')];
const [box, around] = [toast.getBoundingClientRect(), place.getBoundingClientRect()];
const at = (x, y) => document.elementFromPoint(x, y);
return {
  height: toast.offsetHeight,
  top: box.top,
  receivesItsClicks: toast.contains(at(box.x + box.width / 2, box.y + box.height / 2)),
  receivesClicksBesideIt: box.x - around.x > 8 && place.contains(at(around.x + 4, box.y + box.height / 2)),
};
"""
DIALOG = """
const box = arguments[0].getBoundingClientRect();
const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
return {
  inside: box.x >= 0 && box.y >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
  centred: Math.abs(box.x + box.right - innerWidth) <= 2 + innerWidth - document.documentElement.clientWidth,
  onTop: arguments[0].contains(middle),
  focused: arguments[0].contains(document.activeElement),
};
"""
FOCUS = """
const element = document.activeElement;
if (!element || element === document.body) return null;
const drawn = element.classList.contains('sr-only') ? (element.nextElementSibling || element) : element;
const {outlineStyle, outlineWidth} = getComputedStyle(drawn);
const box = drawn.getBoundingClientRect();
window.seen ||= [];
const again = window.seen.includes(element);
window.seen.push(element);
return {
  element, again, tag: element.outerHTML.slice(0, 120),
  ring: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
  shown: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
};
"""


def check_toast(person: Person, button: str) -> None:
    """Check that a button's toast is one line at the top of the window and receives no clicks beside it.

    The toast disappears after some seconds. A slow machine may see it too late, so the button is then clicked again.
    """

    def shown() -> dict[str, Any] | None:
        toast: dict[str, Any] | None = person.run(TOAST)
        if toast is None:
            person.click("button", button)
        return toast

    toast = person.until(shown, "a toast")
    assert toast["height"] <= TOAST_PIXELS, f"the toast is {toast['height']} px high"
    assert toast["top"] >= 0, f"the toast begins at {toast['top']} px"
    assert toast["receivesItsClicks"], "the toast cannot be clicked"
    assert not toast["receivesClicksBesideIt"], "the space beside the toast receives clicks"


def check_dialog(person: Person, name: str) -> WebElement:
    """Check that a dialog is centred and fully visible, on top, and has the focus."""
    dialog = person.wait_for("dialog", name)
    person.until(
        lambda: person.run("return arguments[0].getAnimations().length === 0", dialog),
        f"the end of the animation of {name}",
    )
    found = person.run(DIALOG, dialog)
    assert all(found.values()), f'the dialog "{name}": {found}'
    return dialog


def close_by_click_beside(person: Person, name: str) -> None:
    """Close the dialog by a click on its backdrop."""
    check_dialog(person, name)
    person.click_at(CORNER_PIXELS, CORNER_PIXELS)
    person.wait_until_gone("dialog", name)


def check_below(person: Person, panel: str, button: WebElement) -> None:
    """Check that a panel is at most 16 px below its button and fully visible."""
    gap, inside = person.run(
        """const [panel, button] = [document.querySelector(arguments[0]), arguments[1]].map((e) => e.getBoundingClientRect());
        return [panel.top - button.bottom, panel.left >= 0 && panel.right <= innerWidth && panel.bottom <= innerHeight]""",
        panel,
        button,
    )
    assert 0 <= gap <= 16, f"{panel} is {gap} px below its button"
    assert inside, f"{panel} is partly outside the window"


def tab_order(person: Person) -> list[str]:
    """The names of the elements that Tab visits on a page, in order. Each must have a name and show the focus."""
    person.run("window.seen = []; document.activeElement?.blur(); scrollTo(0, 0)")
    names: list[str] = []
    for _ in range(MOST_TAB_STOPS):
        person.press_key("TAB")
        stop = person.run(FOCUS)
        if stop is None or stop["again"]:
            break
        name = stop["element"].accessible_name
        assert name, f"Tab reaches an element without a name: {stop['tag']}"
        assert stop["ring"], f"the focus ring of {name!r} is not visible"
        assert stop["shown"], f"{name!r} has the focus but is outside the window"
        names.append(name)
    return names
