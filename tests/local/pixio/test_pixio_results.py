"""Results of runs: pictures of the requested size, edits that show their input, films that play."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from local.pixio.gallery import FOLDER, KEYWORDS, picture_for
from tests.local.pixio.stand_in import KREA_FLUX, QWEN_EDIT, UPSCALE, WAN_FIRST_LAST_FRAME, Pixio, Receiver, plain

RED, BLUE, GREEN = (200, 40, 40), (40, 40, 200), (40, 160, 40)


def _mean(picture: Image.Image) -> list[float]:
    return list(ImageStat.Stat(picture.convert("RGB")).mean)


def _distance(first: Image.Image, second: Image.Image) -> float:
    """Return the mean difference of two pictures: 0 for equal ones, 255 for black and white."""
    return sum(_mean(ImageChops.difference(first.convert("RGB"), second.convert("RGB")))) / 3


@pytest.mark.parametrize("size", [(512, 512), (512, 2048), (2048, 512), (1024, 576)])
def test_a_picture_has_the_requested_size(pixio: Pixio, size: tuple[int, int]) -> None:
    picture = pixio.picture(pixio.queue(text="mountains at dawn", width=size[0], height=size[1]))
    assert picture.format == "PNG"
    assert picture.size == size


def test_every_picture_is_small_and_has_known_keywords() -> None:
    files = list(FOLDER.glob("*.webp"))
    assert len(files) >= 36
    for file in files:
        motif, *others = file.stem.split("-")
        assert motif in KEYWORDS["motifs"]
        assert set(others) <= KEYWORDS["lights_and_things"].keys()
        assert file.stat().st_size <= 60_000


def test_the_same_seed_gives_the_same_picture(pixio: Pixio) -> None:
    first, second = (pixio.result(pixio.queue(text="sea", seed=7)).content for _ in range(2))
    assert first == second


def test_runs_without_a_seed_give_different_results(pixio: Pixio, receiver: Receiver) -> None:
    sea, image = {"text": "sea"}, receiver.picture("sea.png", picture_for("sea", (256, 256)))
    frames = {"start_image": image, "end_image": image, "width": 256, "height": 256, "length": 25, "positive": "melt"}
    for model, inputs in (
        (KREA_FLUX, sea),
        (QWEN_EDIT, {"image1": image, "positive": "night"}),
        (WAN_FIRST_LAST_FRAME, frames),
    ):
        first, second = (pixio.result(pixio.queue(model, **inputs)).content for _ in range(2))
        assert first != second, model


@pytest.mark.parametrize(("size", "scale", "upscaled"), [((60, 40), 3, (180, 120)), ((2000, 1000), 4, (4096, 2048))])
def test_an_upscaled_picture_is_that_many_times_larger(
    pixio: Pixio, receiver: Receiver, size: tuple[int, int], scale: int, upscaled: tuple[int, int]
) -> None:
    image = receiver.picture("small.png", plain(*GREEN, size=size))
    picture = pixio.picture(pixio.queue(UPSCALE, image=image, scale=scale, positive="Sharp"))
    assert (picture.format, picture.size) == ("JPEG", upscaled)
    assert _mean(picture) == pytest.approx(GREEN, abs=4)


def test_words_of_the_prompt_select_the_picture() -> None:
    night, day = (picture_for(f"Mountains by {hour}", (96, 96), "1") for hour in ("night", "day"))
    assert sum(_mean(day)) > 2 * sum(_mean(night))
    autumn, winter = (_mean(picture_for(f"{season} woods", (96, 96), "1")) for season in ("Autumn", "snowy"))
    assert (_strongest(autumn), _strongest(winter)) == (0, 2)


def test_prompts_without_keywords_get_different_pictures() -> None:
    first, again, other = (picture_for(*about) for about in (("", (96, 96)), ("", (96, 96), "2"), ("qwertz", (96, 96))))
    assert _distance(first, other) > 5
    assert first.tobytes() != again.tobytes()


def test_an_unknown_deployment_with_a_picture_input_edits_that_picture(pixio: Pixio, receiver: Receiver) -> None:
    address = receiver.picture("red.png", plain(*RED, size=(80, 50)))
    assert pixio.picture(pixio.queue("another", photo=address, wish="mirror it")).size == (80, 50)


def test_the_result_of_an_edit_shows_the_input_picture(pixio: Pixio, receiver: Receiver) -> None:
    half = plain(*RED, size=(120, 80))
    half.paste(RED[::-1], (60, 0, 120, 80))
    run_id = pixio.queue(QWEN_EDIT, image1=receiver.picture("half.png", half), positive="mirror it")
    edited = pixio.picture(run_id)
    assert edited.size == (120, 80)
    assert _distance(edited.convert("RGB"), half.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) < 3


def test_an_edit_applies_positive_words_without_negative_ones(pixio: Pixio, receiver: Receiver) -> None:
    address = receiver.picture("red.png", plain(*RED))
    grey = pixio.picture(pixio.queue(QWEN_EDIT, image1=address, positive="black and white"))
    coloured = pixio.picture(
        pixio.queue(QWEN_EDIT, image1=address, positive="mirror, black and white", negative="black white")
    )
    red, green, blue = _mean(grey)
    assert abs(red - green) < 2
    assert abs(green - blue) < 2
    assert _distance(coloured.convert("RGB"), plain(*RED)) < 3


def test_further_pictures_are_joined_to_the_first(pixio: Pixio, receiver: Receiver) -> None:
    addresses: dict[str, Any] = {
        f"image{number}": receiver.picture(f"{number}.png", plain(*colour, size=(100, 100)))
        for number, colour in enumerate((RED, BLUE, GREEN), 1)
    }
    joined = pixio.picture(pixio.queue(QWEN_EDIT, **addresses, positive="", negative="", seed="1")).convert("RGB")
    left, right, below = (joined.crop(box) for box in ((0, 0, 30, 30), (80, 0, 100, 30), (0, 85, 100, 100)))
    assert [_strongest(_mean(part)) for part in (left, right, below)] == [0, 2, 1]


def _strongest(colour: list[float]) -> int:
    return colour.index(max(colour))


def _film(pixio: Pixio, receiver: Receiver, **inputs: Any) -> list[Image.Image]:
    start = receiver.picture("start.png", plain(*RED, size=(200, 150)))
    end = receiver.picture("end.png", plain(*BLUE, size=(150, 200)))
    run_id = pixio.queue(WAN_FIRST_LAST_FRAME, start_image=start, end_image=end, positive="melt", **inputs)
    content = pixio.result(run_id).content
    assert content.index(b"moov") < content.index(b"mdat")
    with av.open(io.BytesIO(content), "r") as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.average_rate == 16
        return [frame.to_image() for frame in container.decode(stream)]  # type: ignore[no-untyped-call]


def test_a_film_fades_from_the_first_picture_to_the_last(pixio: Pixio, receiver: Receiver) -> None:
    frames = _film(pixio, receiver, width=256, height=320, length=25)
    assert len(frames) == 25
    assert {frame.size for frame in frames} == {(256, 320)}
    for frame, colour in ((frames[0], RED), (frames[-1], BLUE)):
        assert _mean(frame) == pytest.approx(colour, abs=12)
    red = [_mean(frame)[0] for frame in frames]
    assert all(after <= before + 2 for before, after in pairwise(red))
    assert RED[0] - 20 > red[12] > BLUE[0] + 20


WRONG = [
    (KREA_FLUX, {"width": 12}, "width"),
    (KREA_FLUX, {"height": "1024"}, "height"),
    (QWEN_EDIT, {"positive": "night"}, "image1"),
    (QWEN_EDIT, {"image1": "{receiver}/none.png"}, "image1"),
    (QWEN_EDIT, {"image1": "{receiver}/text.png"}, "image1"),
    (WAN_FIRST_LAST_FRAME, {"start_image": "{receiver}/text.png"}, "start_image"),
    (UPSCALE, {"image": "{receiver}/none.png"}, "image"),
    (UPSCALE, {"scale": 5}, "scale"),
    (WAN_FIRST_LAST_FRAME, {"length": 1000}, "length"),
]


@pytest.mark.parametrize(("deployment", "inputs", "named"), WRONG)
def test_invalid_inputs_fail_the_run_and_are_named(
    pixio: Pixio, receiver: Receiver, deployment: str, inputs: dict[str, Any], named: str
) -> None:
    receiver.files["/text.png"] = b"no picture"
    given: dict[str, Any] = {
        n: value.format(receiver=receiver.url) if isinstance(value, str) else value for n, value in inputs.items()
    }
    run_id = pixio.queue(deployment, **given)
    event = receiver.final(run_id)
    assert event["status"] == "failed"
    assert named in event["error"]
