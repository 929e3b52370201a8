"""The positions of toasts, dialogs and menus, and the order of Tab."""

from __future__ import annotations

from typing import Any

from selenium.webdriver.remote.webelement import WebElement

from tests.browsers.person import Person

TOAST_PIXELS = 80
CORNER = 4
FARTHEST = 80
TOAST = """
const dismiss = [...document.querySelectorAll('[popover=manual] button')].find((button) => button.checkVisibility());
if (!dismiss) return null;
const [toast, place] = [dismiss.parentElement, dismiss.closest('[popover]')];
const [box, around] = [toast.getBoundingClientRect(), place.getBoundingClientRect()];
const at = (x, y) => document.elementFromPoint(x, y);
return {
  height: toast.offsetHeight,
  top: box.top,
  takesItsOwn: toast.contains(at(box.x + box.width / 2, box.y + box.height / 2)),
  takesMore: box.x - around.x > 8 && place.contains(at(around.x + 4, box.y + box.height / 2)),
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
    """Check that a button's toast is one line at the top that handles its own clicks only.

    The toast disappears after some seconds, which may be too short for a slow machine: the button is then pressed
    again.
    """

    def shown() -> dict[str, Any] | None:
        toast: dict[str, Any] | None = person.run(TOAST)
        if toast is None:
            person.press("button", button)
        return toast

    toast = person.until(shown, "a toast")
    assert toast["height"] <= TOAST_PIXELS, f"the toast is {toast['height']} px high"
    assert toast["top"] >= 0, f"the toast begins at {toast['top']} px"
    assert toast["takesItsOwn"], "the toast cannot be pressed"
    assert not toast["takesMore"], "the space beside the toast takes clicks"


def check_dialog(person: Person, name: str) -> WebElement:
    """Check that a dialog is centred and fully visible, on top, and has the focus."""
    dialog = person.see("dialog", name)
    person.until(
        lambda: person.run("return arguments[0].getAnimations().length === 0", dialog), f"{name} to stand still"
    )
    found = person.run(DIALOG, dialog)
    assert all(found.values()), f'the dialog "{name}": {found}'
    return dialog


def press_beside(person: Person, name: str) -> None:
    """Close the dialog by a click on its backdrop."""
    check_dialog(person, name)
    person.press_at(CORNER, CORNER)
    person.miss("dialog", name)


def check_below(person: Person, panel: str, button: WebElement) -> None:
    """Check that a button's panel is just below it and fully visible."""
    gap, inside = person.run(
        """const [panel, button] = [document.querySelector(arguments[0]), arguments[1]].map((e) => e.getBoundingClientRect());
        return [panel.top - button.bottom, panel.left >= 0 && panel.right <= innerWidth && panel.bottom <= innerHeight]""",
        panel,
        button,
    )
    assert 0 <= gap <= 16, f"{panel} stands {gap} px below its button"
    assert inside, f"{panel} leaves the window"


def tab_order(person: Person) -> list[str]:
    """The names of all Tab stops of a page in order. Each must have a name and show the focus once."""
    person.run("window.seen = []; document.activeElement?.blur(); scrollTo(0, 0)")
    names: list[str] = []
    for _ in range(FARTHEST):
        person.press_key("TAB")
        stop = person.run(FOCUS)
        if stop is None or stop["again"]:
            break
        name = stop["element"].accessible_name
        assert name, f"a stop of Tab without a name: {stop['tag']}"
        assert stop["ring"], f"the focus on {name!r} cannot be seen"
        assert stop["shown"], f"{name!r} has the focus and is not in the window"
        names.append(name)
    return names
