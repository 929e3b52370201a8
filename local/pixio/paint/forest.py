"""A forest: trees behind trees into the mist, and light that falls through them."""

from __future__ import annotations

import numpy as np

from local.pixio.paint.canvas import Canvas, Point
from local.pixio.paint.colour import mix, ramp
from local.pixio.paint.firs import plant_firs
from local.pixio.paint.noise import Array, line
from local.pixio.paint.prompt import Scene
from local.pixio.paint.sky import paint_stars

ROWS = 5


def paint_forest(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    sun = (scene.random.uniform(0.3, 0.7) * canvas.aspect, scene.random.uniform(0.14, 0.3))
    _paint_air(canvas, scene, sun)
    for number in range(ROWS):
        nearness = number / (ROWS - 1)
        _paint_row(canvas, scene, nearness)
        if nearness < 0.8:
            _paint_shafts(canvas, scene, sun, (0.24 if scene.palette.dark else 0.57) * (1 - 0.6 * nearness))
    _paint_trunks(canvas, scene)
    _paint_fireflies(canvas, scene)


def _paint_air(canvas: Canvas, scene: Scene, sun: Point) -> None:
    palette = scene.palette
    canvas.fill_down(ramp([palette.sky[1], palette.sky[2], palette.horizon, mix(palette.horizon, palette.far, 0.5)]))
    if palette.dark:
        paint_stars(canvas, 0.6)
    canvas.glow(sun, 0.5, palette.light, 0.6, 1.1)
    canvas.glow(sun, 0.09, palette.light, 0.9, 2.0)


def _paint_row(canvas: Canvas, scene: Scene, nearness: float) -> None:
    palette = scene.palette
    ground = (0.6 + 0.33 * nearness + 0.05 * line(canvas.random, canvas.width, 2.2 * canvas.aspect, 4)).astype(
        np.float32
    )
    body = mix(mix(palette.far, palette.horizon, 0.45 * (1 - nearness)), palette.near, nearness**1.3)
    cover, top = canvas.below(ground)
    fade = np.clip((canvas.y[top:] - ground) / 0.16, 0, 1)[..., None] * (0.75 - 0.7 * nearness)
    canvas.lay(cover, body + fade * (mix(palette.horizon, palette.far, 0.2) - body), top)
    tint = _leaf_tint(scene, body, nearness)
    plant_firs(canvas, ground, tint, height=0.16 + 0.3 * nearness, density=2.4 - 1.6 * nearness)


def _leaf_tint(scene: Scene, body: Array, nearness: float) -> Array:
    if scene.wants("autumn", "fall", "october", "maple"):
        return mix(body, scene.palette.accents[int(scene.random.integers(0, 3))], 0.5 * (1 - nearness) + 0.1)
    return body


def _paint_shafts(canvas: Canvas, scene: Scene, sun: Point, strength: float) -> None:
    angle = np.abs(np.arctan2(canvas.y - sun[1], canvas.x - sun[0]))
    beams = 0.5 + line(canvas.random, 1024, 15, 3)
    turn = (angle / np.pi * 1023).astype(np.int32)
    away = np.hypot(canvas.x - sun[0], canvas.y - sun[1])
    shaft = np.clip(beams[turn] - 0.42, 0, 1) * np.clip(away / 0.12, 0, 1) * np.exp(-away / 0.55)
    canvas.screen(np.clip(shaft * strength, 0, 1), scene.palette.light)


def _paint_trunks(canvas: Canvas, scene: Scene) -> None:
    stencil, random = canvas.stencil(), canvas.random
    for side in (0.04, 0.13, 0.9, 0.98):
        x, half, lean = side * canvas.aspect, random.uniform(0.014, 0.03), random.uniform(-0.02, 0.02)
        wobble = [random.uniform(-0.004, 0.004) for _ in range(12)]
        heights = np.linspace(-0.02, 1.0, 12)
        flare = [half * (0.62 + 0.38 * height + 0.7 * max(0, height - 0.85) * 6) for height in heights]
        left = [(x - f + lean * (1 - h) + w, h) for f, h, w in zip(flare, heights, wobble, strict=True)]
        right = [(x + f + lean * (1 - h) + w, h) for f, h, w in zip(flare, heights, reversed(wobble), strict=True)]
        stencil.shape([*left, *reversed(right)])
        for _ in range(5):
            height, sign = random.uniform(0.02, 0.45), 1 if random.random() < 0.5 else -1
            reach = random.uniform(0.04, 0.13)
            bough = [(x + sign * reach * t, height - 0.03 * t + 0.05 * t * t) for t in np.linspace(0, 1, 8)]
            stencil.stroke(bough, 0.004)
    canvas.lay(stencil.cover(), mix(scene.palette.near, scene.palette.far, 0.04))


def _paint_fireflies(canvas: Canvas, scene: Scene) -> None:
    if not (
        scene.palette.dark or scene.wants("magic", "magical", "fairy", "fantasy", "enchanted", "firefly", "fireflies")
    ):
        return
    for _ in range(24):
        place = (canvas.random.uniform(0, canvas.aspect), canvas.random.uniform(0.5, 0.95))
        canvas.glow(place, canvas.random.uniform(0.004, 0.011), scene.palette.accents[0], 0.9, 1.0)
