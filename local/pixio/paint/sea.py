"""The sea: a horizon, waves that run to it, and a path of light under the sun or moon."""

from __future__ import annotations

import numpy as np

from local.pixio.paint.canvas import Canvas, Point
from local.pixio.paint.colour import mix, paint_by, ramp, rgb
from local.pixio.paint.noise import Array, line, look_up, smoothed, smoothstep, tile
from local.pixio.paint.prompt import Scene
from local.pixio.paint.sky import paint_sky

HORIZON = 0.56
SAND = rgb("#ecd3a4")


def paint_sea(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    sun = paint_sky(canvas, scene, HORIZON)
    if scene.wants("island", "coast", "bay", "shore") or scene.random.random() < 0.5:
        _paint_far_coast(canvas, scene)
    _paint_water(canvas, scene, sun)
    if scene.wants("lighthouse", "coast", "cliff"):
        _paint_lighthouse(canvas, scene)
    if scene.wants("boat", "sail", "ship", "sailing", "sailboat", "yacht") or scene.random.random() < 0.45:
        _paint_boat(canvas, scene, sun)
    if not scene.palette.dark:
        _paint_gulls(canvas, scene)
    if scene.wants("beach", "shore", "sand", "coast", "tropical"):
        _paint_beach(canvas, scene)


def _paint_far_coast(canvas: Canvas, scene: Scene) -> None:
    for nearness in (0.0, 0.35):
        rise = 0.5 + line(canvas.random, canvas.width, 1.7 * canvas.aspect, 6)
        ridge = HORIZON - np.clip(rise - 0.42, -0.1, 1) * (0.17 - 0.08 * nearness)
        cover, top = canvas.below(np.asarray(ridge, dtype=np.float32))
        canvas.lay(cover, mix(mix(scene.palette.far, scene.palette.horizon, 0.4), scene.palette.near, nearness), top)


def _paint_water(canvas: Canvas, scene: Scene, sun: Point) -> None:
    top = int(HORIZON * canvas.height)
    depth = canvas.y[top:] - HORIZON + 0.004
    swell = _swell(canvas, depth)
    palette = scene.palette
    deep, shallow = mix(palette.near, palette.sky[0], 0.45), mix(palette.sky[1], palette.sky[2], 0.5)
    colours = ramp(
        [mix(palette.horizon, palette.sky[-2], 0.6), shallow, mix(deep, shallow, 0.35), deep], (0, 0.16, 0.5, 1)
    )
    canvas.pixels[top:] = paint_by(np.clip(depth / 0.46 + (swell - 0.5) * (0.2 + 0.75 * depth), 0, 1), colours)
    crest = smoothstep(0.6, 0.82, swell) * np.clip(0.15 + depth, 0, 0.5)
    canvas.screen_rows(crest, mix(palette.sky[-2], palette.light, 0.35), top)
    spread = 0.02 + 0.5 * depth
    path = np.exp(-(((canvas.x - sun[0]) / spread) ** 2))
    glitter = path * smoothstep(0.62 - 0.2 * path, 0.78, swell) + 0.35 * path * np.exp(-depth / 0.1)
    canvas.screen_rows(np.clip(glitter * 0.95, 0, 1), palette.light, top)


def _swell(canvas: Canvas, depth: Array) -> Array:
    far = 0.07 / depth
    across = (canvas.x - canvas.aspect / 2) * far
    waves, ripples = (tile(canvas.random, 256, power, 2) for power in (1.6, 1.15))
    along = np.broadcast_to(far, across.shape)
    big = look_up(waves, across * 1.5, along * 3.2)
    return np.asarray(0.58 * big + 0.42 * look_up(ripples, across * 4.1 + 0.3, along * 9.5), dtype=np.float32)


def _paint_boat(canvas: Canvas, scene: Scene, sun: Point) -> None:
    x = canvas.aspect - sun[0] * 0.9 if abs(sun[0] - canvas.aspect / 2) < 0.1 else canvas.aspect - sun[0]
    size, foot = 0.075, HORIZON + 0.03
    hull, sails, mirrored = canvas.stencil(), canvas.stencil(), canvas.stencil()
    hull.shape([(x - 0.5 * size, foot - 0.1 * size), (x + 0.55 * size, foot - 0.13 * size),
                (x + 0.38 * size, foot + 0.04 * size), (x - 0.36 * size, foot + 0.04 * size)])  # fmt: skip
    hull.stroke([(x, foot - 0.1 * size), (x, foot - 1.5 * size)], 0.0022)
    for sign, reach in ((1, 0.5), (-1, 0.42)):
        curve = [
            (x + sign * size * (0.03 + reach * t), foot - size * (1.45 - 1.28 * t**1.5)) for t in np.linspace(0, 1, 9)
        ]
        sails.shape([*curve, (x + sign * 0.03 * size, foot - 0.17 * size)], 0.95 if sign > 0 else 0.75)
    for strip in range(16):
        wobble, y = canvas.random.uniform(-0.12, 0.12) * size, foot + size * (0.07 + 0.08 * strip)
        half = size * 0.42 * (1 - strip / 17)
        mirrored.stroke([(x - half + wobble, y), (x + half + wobble, y)], 0.0028, 0.6 * (1 - strip / 17))
    canvas.lay(mirrored.cover(), mix(scene.palette.near, scene.palette.sky[1], 0.25))
    canvas.lay(sails.cover(), mix(scene.palette.light, scene.palette.horizon, 0.25))
    canvas.lay(hull.cover(), scene.palette.near)


def _paint_gulls(canvas: Canvas, scene: Scene) -> None:
    random, stencil = canvas.random, canvas.stencil()
    flock = (random.uniform(0.2, 0.8) * canvas.aspect, random.uniform(0.2, 0.36))
    for _ in range(int(random.integers(4, 10))):
        x, y = flock[0] + random.normal(0, 0.07), flock[1] + random.normal(0, 0.03)
        span, lift = random.uniform(0.008, 0.018), random.uniform(0.2, 0.55)
        wing = [(t, -lift * np.sin(np.pi * abs(t)) * 0.8) for t in np.linspace(-1, 1, 15)]
        stencil.stroke([(x + span * t, y + span * rise) for t, rise in wing], 0.0016, 0.85)
    canvas.lay(stencil.cover(), mix(scene.palette.near, scene.palette.far, 0.25))


def _paint_lighthouse(canvas: Canvas, scene: Scene) -> None:
    side = 0.12 * canvas.aspect if scene.random.random() < 0.5 else 0.88 * canvas.aspect
    away = np.abs(canvas.x[0] - side)
    rough = 0.05 * line(canvas.random, canvas.width, 7 * canvas.aspect, 5)
    cliff = (0.64 + 0.4 * away + (away / 0.3) ** 6 * 0.3 + rough * (0.3 + away)).astype(np.float32)
    cover, top = canvas.below(cliff)
    canvas.lay(cover, scene.palette.near, top)
    foot, stencil, lamp = 0.66, canvas.stencil(), canvas.stencil()
    stencil.shape([(side - 0.019, foot), (side - 0.012, foot - 0.2), (side + 0.012, foot - 0.2), (side + 0.019, foot)])
    stencil.shape(
        [
            (side - 0.017, foot - 0.2),
            (side + 0.017, foot - 0.2),
            (side + 0.017, foot - 0.205),
            (side - 0.017, foot - 0.205),
        ]
    )
    stencil.shape([(side - 0.012, foot - 0.228), (side + 0.012, foot - 0.228), (side, foot - 0.25)])
    lamp.shape(
        [
            (side - 0.009, foot - 0.205),
            (side + 0.009, foot - 0.205),
            (side + 0.009, foot - 0.228),
            (side - 0.009, foot - 0.228),
        ]
    )
    canvas.lay(stencil.cover(), scene.palette.near)
    canvas.lay(lamp.cover(), scene.palette.light)
    canvas.glow((side, foot - 0.217), 0.07, scene.palette.light, 0.8, 1.2)


def _paint_beach(canvas: Canvas, scene: Scene) -> None:
    edge = smoothed(0.88 + 0.05 * line(canvas.random, canvas.width, 1.6 * canvas.aspect, 3), 8)
    sand = mix(mix(SAND, scene.palette.horizon, 0.35), scene.palette.near, 0.35 if scene.palette.dark else 0.12)
    for step, (offset, colour, strength) in enumerate(
        (
            (-0.03, scene.palette.light, 0.25),
            (-0.012, scene.palette.light, 0.6),
            (0.0, mix(sand, scene.palette.near, 0.3), 1.0),
            (0.03, sand, 1.0),
        )
    ):
        wobble = 0.008 * line(canvas.random, canvas.width, (6 + step) * canvas.aspect, 3)
        cover, top = canvas.below(np.asarray(edge + offset + wobble, dtype=np.float32))
        canvas.lay(cover * strength, colour, top)
