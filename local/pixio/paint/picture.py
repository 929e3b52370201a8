"""A picture painted from a prompt."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from local.pixio.paint.canvas import Canvas
from local.pixio.paint.city import paint_city
from local.pixio.paint.desert import paint_desert
from local.pixio.paint.flowers import paint_flowers
from local.pixio.paint.forest import paint_forest
from local.pixio.paint.mountains import paint_mountains
from local.pixio.paint.prompt import Scene, scene_of
from local.pixio.paint.ribbons import paint_ribbons
from local.pixio.paint.sea import paint_sea
from local.pixio.paint.silk import paint_silk
from local.pixio.paint.space import paint_space

MOTIFS: dict[str, Callable[[Canvas, Scene], None]] = {
    "mountains": paint_mountains,
    "sea": paint_sea,
    "city": paint_city,
    "flowers": paint_flowers,
    "forest": paint_forest,
    "desert": paint_desert,
    "space": paint_space,
    "silk": paint_silk,
    "ribbons": paint_ribbons,
}


def paint_picture(prompt: str, width: int, height: int, seed: str = "") -> Image.Image:
    """The picture for a prompt, exactly `width` by `height` pixels; same prompt, size and seed: same picture."""
    scene = scene_of(prompt, seed)
    canvas = Canvas(width, height, scene.random)
    MOTIFS[scene.motif](canvas, scene)
    return canvas.image()
