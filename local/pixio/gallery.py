"""Pictures for prompts: one of the files, cropped, tinted and grained at random, so that each run differs.

The name of a file has its keywords: a motif, a light, and sometimes a thing that it shows.
"""

import re
import tomllib
from pathlib import Path
from random import Random

from PIL import Image, ImageOps

FOLDER = Path(__file__).parent / "pictures"
PICTURES = sorted(FOLDER.glob("*.webp"))
KEYWORDS = tomllib.loads((FOLDER / "keywords.toml").read_text())
POINTS = {"motifs": 2, "lights_and_things": 1}
CROP = (0.78, 1.0)  # share of the sides that a crop keeps
TINT = 0.07
GRAIN = 0.012


def picture_for(prompt: str, size: tuple[int, int], seed: str = "") -> Image.Image:
    """Return a picture of exactly this width and height; the same arguments give the same one."""
    random = Random(f"{prompt}\0{seed}")
    with Image.open(random.choice(_fitting(prompt))) as file:
        picture = file.convert("RGB")
    if random.random() < 0.5:
        picture = ImageOps.mirror(picture)
    return grained(_tinted(_cropped(picture, size, random), random), random)


def _fitting(prompt: str) -> list[Path]:
    """Return the pictures with the most keywords of the prompt; without any match, one that its text selects."""
    words = set(re.findall(r"[a-z]+", prompt.lower()))
    words |= {word.removesuffix("s") for word in words}
    points = {
        name: count
        for group, count in POINTS.items()
        for name, said in KEYWORDS[group].items()
        if not words.isdisjoint(said.split())
    }
    scores = {path: sum(points.get(name, 0) for name in path.stem.split("-")) for path in PICTURES}
    best = max(scores.values())
    return [path for path, score in scores.items() if score == best] if best else [Random(prompt).choice(PICTURES)]


def _cropped(picture: Image.Image, size: tuple[int, int], random: Random) -> Image.Image:
    """Return a random part of this shape, scaled to the size."""
    scale = min(picture.width / size[0], picture.height / size[1]) * random.uniform(*CROP)
    width, height = size[0] * scale, size[1] * scale
    left, top = random.uniform(0, picture.width - width), random.uniform(0, picture.height - height)
    return picture.resize(size, Image.Resampling.BICUBIC, box=(left, top, left + width, top + height))


def _tinted(picture: Image.Image, random: Random) -> Image.Image:
    strengths = [random.uniform(1 - TINT, 1 + TINT) for _ in picture.getbands()]
    return picture.point([min(255, round(value * strength)) for strength in strengths for value in range(256)])


def grained(picture: Image.Image, random: Random) -> Image.Image:
    """Return the picture with grain."""
    grain = Image.frombytes("L", picture.size, random.randbytes(picture.width * picture.height))
    return Image.blend(picture, grain.convert("RGB"), GRAIN)
