"""Input pictures: chosen, dropped, pasted, or taken from the library; checked, scaled down, uploaded."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.web.dialogs import expect_gone
from tests.web.studio import Studio, picture, wait_for

DROP = """([zone, name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, {type: 'image/png'}));
  zone.dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data}));
}"""

PASTE = """([base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], 'pasted.png', {type: 'image/png'}));
  document.body.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}));
}"""


# Returns whether the page prevented the browser's default paste.
PASTE_OFFICE = """([base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.setData('text/plain', 'A sentence');
  data.setData('text/html', '<p>A sentence</p>');
  data.items.add(new File([bytes], 'image.png', {type: 'image/png'}));
  const event = new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data});
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event.defaultPrevented;
}"""

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)


def encoded(kind: str, **options: Any) -> bytes:
    """A small picture in this format."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, kind, **options)
    return file.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A single-coloured PNG of any size, a few bytes per line."""
    lines = zlib.compressobj(9)
    data = b"".join(lines.compress(bytes((1 + width // 8) * 100)) for _ in range(height // 100)) + lines.flush()

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def svg(width: int, height: int, inside: str = "") -> bytes:
    """An SVG of this size."""
    namespace = "http://www.w3.org/2000/svg"
    return f'<svg xmlns="{namespace}" width="{width}" height="{height}">{inside}</svg>'.encode()


JPEG = encoded("JPEG")


def stored_pictures(studio: Studio) -> list[dict[str, Any]]:
    """The files in the user's uploads folder."""
    return studio.sql("select name, metadata from storage.objects where name like %s", [f"{studio.user.id}/uploads/%"])


def test_a_large_picture_is_scaled_down_before_it_is_uploaded(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    noise = Image.effect_noise((1900, 1400), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "PNG", compress_level=1)
    studio.upload("Picture to edit", {"name": "noise.png", "mimeType": "image/png", "buffer": file.getvalue()})
    (stored,) = stored_pictures(studio)
    assert stored["metadata"]["mimetype"] == "image/jpeg"
    assert stored["metadata"]["size"] <= 950_000


def test_a_wide_picture_is_scaled_to_1920_pixels(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    studio.upload("Picture to edit", picture(size=(3000, 150)))
    (stored,) = stored_pictures(studio)
    data = studio.user.client.storage.from_("generated-media").download(stored["name"])
    assert Image.open(io.BytesIO(data)).size == (1920, 96)


def test_a_picture_is_added_by_drop_paste_and_from_the_library(studio: Studio) -> None:
    coded = base64.b64encode(picture()["buffer"]).decode()
    studio.generate("For the library")
    expect(studio.card("For the library").locator("img")).to_be_visible()
    studio.choose("Qwen Edit")
    zone = studio.page.get_by_role("group", name="Second picture").element_handle()
    studio.page.evaluate(DROP, [zone, "dropped.png", coded])
    expect(studio.page.get_by_role("button", name="Remove picture: Second picture")).to_be_visible()
    studio.page.evaluate(PASTE, [coded])
    expect(studio.page.get_by_role("button", name="Remove picture: Picture to edit")).to_be_visible()

    studio.page.get_by_role("button", name="From library").click()
    dialog = studio.page.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_label("Search prompts").fill("nothing like it")
    expect(dialog.get_by_text("No picture matches your search")).to_be_visible()
    studio.field("What to change").evaluate(
        "(field) => field.form.addEventListener('submit', () => { window.sent = 1 })"
    )
    dialog.get_by_label("Search prompts").press("Enter")
    assert not studio.page.evaluate("window.sent")
    dialog.get_by_label("Search prompts").fill("FOR THE")
    dialog.get_by_role("button", name="For the library").click()
    expect_gone(dialog)
    expect(studio.page.get_by_role("button", name="Remove picture: Third picture")).to_be_visible()

    studio.page.get_by_role("button", name="Remove picture: Third picture").click()
    studio.page.get_by_role("button", name="From library").click()
    dialog.get_by_text("Uploaded", exact=True).click()
    expect(dialog.get_by_role("button", name="Uploaded picture")).to_have_count(2)


UNKNOWN = "This is not a picture that your browser can read."
DAMAGED = "Your browser cannot read this picture."
NO_HEIC = "cannot read HEIC pictures. Save it as JPEG"
TOO_MANY_PIXELS = "more than 120 million pixels"


def refused_files() -> list[tuple[str, bytes, str]]:
    """Type, content and expected message. Consecutive cases have different messages."""
    return [
        ("image/heic", HEIC, NO_HEIC),
        ("image/png", png_of(50_000, 50_000), TOO_MANY_PIXELS),
        ("image/png", b"no picture at all", DAMAGED),
        ("image/png", png_of(20_000, 20_000), TOO_MANY_PIXELS),
        ("image/png", b"", DAMAGED),
        ("image/svg+xml", svg(50_000, 50_000), TOO_MANY_PIXELS),
        ("image/jpeg", JPEG[: len(JPEG) // 2][:200], DAMAGED),
        ("text/plain", b"hello", UNKNOWN),
        ("image/svg+xml", b"<svg", DAMAGED),
        ("", b"hello", UNKNOWN),
        ("", HEIC, NO_HEIC),
    ]


def test_a_file_that_is_not_a_picture_is_refused_at_its_field(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    field = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
    for mime, content, words in refused_files():
        field.set_input_files({"name": "x", "mimeType": mime, "buffer": content})
        expect(field, f"{mime} {content[:20]!r}").to_have_accessible_description(re.compile(words))
    assert stored_pictures(studio) == []


def test_a_file_that_is_too_large_is_refused_at_its_field(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    field = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
    field.evaluate("""field => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(50_000_001)], 'x.png', {type: 'image/png'}));
      field.files = data.files;
      field.dispatchEvent(new Event('change', {bubbles: true}));
    }""")
    expect(field).to_have_accessible_description(re.compile("larger than 50 MB"))
    assert stored_pictures(studio) == []


DECODABLE = [
    ("image/avif", encoded("AVIF"), (64, 48)),
    ("image/bmp", encoded("BMP"), (64, 48)),
    ("image/webp", encoded("WEBP"), (64, 48)),
    ("image/gif", encoded("GIF"), (64, 48)),
    ("", JPEG, (64, 48)),
    ("application/octet-stream", JPEG, (64, 48)),
    ("image/png", JPEG, (64, 48)),
    ("image/svg+xml", svg(300, 200, '<rect width="300" height="200" fill="teal"/>'), (300, 200)),
    ("image/svg+xml", svg(30, 20, "<script>document.title = 'broken into'</script>"), (30, 20)),
]


def test_any_decodable_picture_is_uploaded_as_a_jpeg(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    known: set[str] = set()
    for mime, content, size in DECODABLE:
        case = f"{mime} {content[:20]!r}"
        studio.upload("Picture to edit", {"name": "x", "mimeType": mime, "buffer": content})
        (stored,) = [each for each in stored_pictures(studio) if each["name"] not in known]
        known.add(stored["name"])
        assert stored["metadata"]["mimetype"] == "image/jpeg", case
        data = studio.user.client.storage.from_("generated-media").download(stored["name"])
        found = Image.open(io.BytesIO(data))
        assert (found.format, found.size) == ("JPEG", size), case
        studio.page.get_by_role("button", name="Remove picture: Picture to edit").click()
    assert "broken into" not in studio.page.title()


@pytest.mark.parametrize("field", ["What to change", "What to avoid"])
def test_text_copied_with_a_picture_of_it_is_pasted_as_text(studio: Studio, field: str) -> None:
    studio.choose("Qwen Edit")
    coded = base64.b64encode(picture()["buffer"]).decode()
    studio.field(field).focus()
    assert studio.page.evaluate(PASTE_OFFICE, [coded]) is False
    expect(studio.page.get_by_role("button", name=re.compile("Remove picture"))).to_have_count(0)
    # The same clipboard on an element that takes no text, then a picture alone on a text field.
    studio.page.evaluate("document.activeElement.blur()")
    assert studio.page.evaluate(PASTE_OFFICE, [coded]) is True
    expect(studio.page.get_by_role("button", name="Remove picture: Picture to edit")).to_be_visible()
    studio.field(field).focus()
    studio.page.evaluate(PASTE, [coded])
    expect(studio.page.get_by_role("button", name="Remove picture: Second picture")).to_be_visible()


def test_an_upload_shows_progress_and_the_start_waits_for_it(studio: Studio) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    studio.choose("Qwen Edit")
    studio.page.route("**/storage/v1/object/**", hold, times=1)
    studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]").set_input_files(picture())
    bar = studio.image_input("Picture to edit").get_by_role("progressbar", name="Uploading")
    expect(bar).to_be_visible()
    wait_for(studio.page, lambda: held)
    studio.fill("What to change", "The sky")
    studio.submit()
    expect(studio.page.get_by_text("Wait until the picture is uploaded.")).to_be_visible()
    held[0].continue_()
    expect(bar).to_have_count(0)
    studio.submit()
    expect(studio.pane.get_by_role("img", name="The sky")).to_be_visible()


def test_a_reset_stops_an_upload(studio: Studio) -> None:
    held: list[Route] = []
    stopped: list[str] = []

    def hold(route: Route) -> None:
        held.append(route)

    studio.choose("Qwen Edit")
    studio.page.on("requestfailed", lambda request: stopped.append(request.url))
    studio.page.route("**/storage/v1/object/**", hold)
    studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]").set_input_files(picture())
    wait_for(studio.page, lambda: held)
    studio.page.get_by_role("button", name="Reset to defaults").click()
    expect(studio.page.get_by_role("button", name="Remove picture: Picture to edit")).to_have_count(0)
    wait_for(studio.page, lambda: any("/storage/" in url for url in stopped))


def test_a_failed_upload_shows_a_message_and_can_be_retried(studio: Studio) -> None:
    studio.browser_errors.expect("ERR_FAILED")
    studio.choose("Qwen Edit")
    studio.page.route("**/storage/v1/object/**", lambda route: route.abort(), times=1)
    field = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
    field.set_input_files(picture())
    expect(field).to_have_accessible_description(re.compile("The upload failed."))
    studio.upload("Picture to edit", picture())


@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_in_the_form_is_shown_whole(studio: Studio, width: int) -> None:
    studio.page.set_viewport_size({"width": width, "height": 800})
    for model, title in [("Qwen Edit", "Picture to edit"), ("Wan 2.2", "First frame"), ("Upscale", "Picture")]:
        studio.choose(model)
        studio.upload(title, picture("portrait.png", size=(540, 960)))
        shown = studio.image_input(title).get_by_role("img")
        overflow = "image => image.offsetHeight - image.parentElement.clientHeight"
        assert shown.evaluate(overflow) <= 0
        # What removes it hides little of it.
        button = studio.page.get_by_role("button", name=f"Remove picture: {title}").locator("span").first
        ratio = "button => button.offsetHeight / button.closest('[data-image-input] div').offsetHeight"
        assert button.evaluate(ratio) < 0.4


def test_the_shape_follows_the_first_picture_until_the_user_chooses_one(studio: Studio) -> None:
    form = studio.page.get_by_role("form")
    studio.choose("Wan 2.2")
    studio.upload("First frame", picture("portrait.png", size=(540, 960)))
    expect(form).to_contain_text("Follows the picture: 9:16")
    expect(form.get_by_role("radio", name="9:16")).to_be_checked()
    expect(form).not_to_contain_text("cut off")
    studio.upload("Last frame", picture("wide.png", size=(960, 540)))
    cut = form.get_by_text(re.compile(r"^Last frame: about \d\d% may be cut off\.$"))
    expect(cut).to_be_visible()
    # Nothing in the form is scrolled out of sight at 1280 × 800.
    assert form.locator("xpath=*[1]").evaluate("inputs => inputs.scrollHeight - inputs.clientHeight") == 0
    studio.page.reload()
    expect(form).to_contain_text("Follows the picture: 9:16")
    form.get_by_text("1:1", exact=True).click()
    expect(form.get_by_role("radio", name="1:1")).to_be_checked()
    expect(form).not_to_contain_text("Follows the picture")
    expect(form).to_contain_text("First frame: about 44% may be cut off.")

    # The user's choice stays.
    form.get_by_role("button", name="Remove picture: First frame").click()
    studio.upload("First frame", picture("other.png", size=(640, 480)))
    expect(studio.image_input("First frame").get_by_role("img")).to_have_js_property("naturalWidth", 640)
    expect(form).to_contain_text("512 × 512")
    expect(form.get_by_role("radio", name="1:1")).to_be_checked()


def test_a_picture_of_another_shape_gets_the_closest_one(studio: Studio) -> None:
    studio.choose("Wan 2.2")
    studio.upload("First frame", picture("photo.png", size=(960, 640)))
    expect(studio.page.get_by_role("form")).to_contain_text("Closest to the picture: 4:3")


def test_on_a_phone_a_shape_that_follows_the_picture_moves_nothing(studio: Studio) -> None:
    studio.page.set_viewport_size({"width": 390, "height": 844})
    studio.choose("Wan 2.2")
    several = studio.page.get_by_role("form").get_by_text("Several shapes")
    from_the_prompt = "(several) => several.getBoundingClientRect().top - document.querySelector('form textarea').getBoundingClientRect().top"
    before = several.evaluate(from_the_prompt)
    studio.upload("First frame", picture("wide.png", size=(960, 540)))
    expect(studio.page.get_by_role("form")).to_contain_text("Follows the picture: 16:9")
    assert several.evaluate(from_the_prompt) == before


def test_a_missing_picture_is_said_before_the_press_and_at_its_own_input(studio: Studio) -> None:
    studio.page.set_viewport_size({"width": 390, "height": 844})
    studio.choose("Wan 2.2")
    for title in ("First frame", "Last frame"):
        expect(studio.image_input(title)).to_contain_text("(required)")
    studio.upload("First frame", picture())
    studio.fill("Prompt", "Slowly")
    studio.submit()
    expect(studio.image_input("Last frame").get_by_role("alert")).to_have_text("Add a picture.")
    expect(studio.page.get_by_role("form").get_by_role("alert")).to_have_count(1)


def test_the_shape_follows_a_result_that_is_animated_and_both_are_undone(studio: Studio) -> None:
    page, form = studio.page, studio.page.get_by_role("form")
    studio.choose("Wan 2.2")
    studio.choose("Krea Flux")
    form.get_by_text("16:9", exact=True).click()
    studio.generate("A fox")
    studio.choose("Wan 2.2")
    studio.pane.get_by_role("button", name="Animate this picture").click()
    expect(form).to_contain_text("Follows the picture: 16:9")
    page.get_by_role("button", name="Undo").click()
    expect(form.get_by_role("radio", name="1:1")).to_be_checked()
    expect(page.get_by_role("button", name="Remove picture: First frame")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_screen_reader_says_once_that_a_picture_is_optional(studio: Studio, width: int) -> None:
    """It is in the name of the group. In a narrow box, the line below says it too, to be seen only."""
    studio.page.set_viewport_size({"width": width, "height": 844})
    studio.choose("Qwen Edit")
    group = studio.page.get_by_role("group", name="Second picture")
    expect(group).to_have_accessible_name(re.compile(r"^Second picture ?\(optional\)$"))
    expect(group.locator("input")).to_have_accessible_description("Used as a reference.")
