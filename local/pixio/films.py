"""A short film from a first to a last picture: H.264 in MP4, as a browser plays it."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random

import av
from PIL import Image, ImageOps

FRAMES_PER_SECOND = 16
ZOOM = (0.04, 0.16)
ENCODER = {"preset": "veryfast", "crf": "20"}


def write_film(
    path: Path, ends: tuple[Image.Image, Image.Image], size: tuple[int, int], length: int, seed: str
) -> None:
    """Write `length` frames of `size` (width, height) at 16 a second: the first of `ends` zooms in and fades into the
    second, each cropped to fill the frame. The seed chooses how far it zooms.

    The index is at the front of the file, so that browsers play it while it loads.
    """
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND, options=ENCODER)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.time_base = Fraction(1, FRAMES_PER_SECOND)
        for picture in _frames(ends, size, length, Random(seed).uniform(*ZOOM)):
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))  # type: ignore[no-untyped-call]
        container.mux(stream.encode(None))


def _frames(
    ends: tuple[Image.Image, Image.Image], size: tuple[int, int], length: int, zoom: float
) -> Iterator[Image.Image]:
    first, last = (ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), size) for picture in ends)
    for number in range(length):
        time = number / max(length - 1, 1)
        share = _ease((time - 0.2) / 0.6)
        if share <= 0:
            yield _zoomed(first, zoom * time)
        elif share >= 1:
            yield _zoomed(last, zoom * (1 - time))
        else:
            yield Image.blend(_zoomed(first, zoom * time), _zoomed(last, zoom * (1 - time)), share)


def _ease(time: float) -> float:
    t = min(max(time, 0.0), 1.0)
    return t * t * (3 - 2 * t)


def _zoomed(picture: Image.Image, share: float) -> Image.Image:
    width, height = picture.size
    x, y = width * share / 2, height * share / 2
    return picture.resize(picture.size, Image.Resampling.BILINEAR, box=(x, y, width - x, height - y))
