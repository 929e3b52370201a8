"""Skies: the fall of light from the zenith to the horizon, sun or moon, stars, clouds and northern lights."""

from __future__ import annotations

import numpy as np

from local.pixio.paint.canvas import Canvas, Point
from local.pixio.paint.colour import mix, ramp
from local.pixio.paint.noise import field, line, smoothstep
from local.pixio.paint.prompt import Scene


def paint_sky(canvas: Canvas, scene: Scene, horizon: float) -> Point:
    """Paint the sky down to `horizon` and return where its light stands."""
    palette = scene.palette
    stops = np.linspace(0, min(horizon, 0.999), len(palette.sky))
    canvas.fill_down(ramp([*palette.sky, palette.sky[-1]], [*stops, 1]))
    sun = _place_of_sun(canvas, scene, horizon)
    if palette.dark:
        paint_stars(canvas, horizon)
    if scene.wants("aurora", "borealis", "northern"):
        _paint_aurora(canvas, scene, horizon)
    _paint_sun(canvas, scene, sun)
    _paint_clouds(canvas, scene, horizon, sun)
    return sun


def paint_stars(canvas: Canvas, horizon: float = 1.0, density: float = 1.0) -> None:
    """Sprinkle stars, fewer and fainter towards the horizon, a few of them bright."""
    random, count = canvas.random, int(420 * canvas.aspect * density)
    across = random.uniform(0, canvas.aspect, count)
    down = random.uniform(0, 1, count) ** 1.3 * horizon
    size = 0.0006 + 0.0016 * random.power(0.18, count)
    bright = random.uniform(0.25, 1, count) * (1 - 0.8 * down / max(horizon, 0.01))
    stencil = canvas.stencil()
    for star in range(count):
        stencil.dot((across[star], down[star]), size[star], bright[star])
    canvas.screen(stencil.cover(), np.array([0.95, 0.97, 1], dtype=np.float32))


def _place_of_sun(canvas: Canvas, scene: Scene, horizon: float) -> Point:
    low, high = (0.2, 0.42) if scene.palette.dark else (0.55, 0.86)
    if scene.wants("day", "noon", "midday"):
        low, high = 0.2, 0.4
    side = scene.random.uniform(0.22, 0.78)
    return side * canvas.aspect, scene.random.uniform(low, high) * horizon


def _paint_sun(canvas: Canvas, scene: Scene, sun: Point) -> None:
    palette, radius = scene.palette, scene.random.uniform(0.035, 0.06)
    canvas.glow(sun, 0.55, mix(palette.light, palette.horizon, 0.5), 0.4 if palette.dark else 0.5, 1.1)
    canvas.glow(sun, radius * 2.4, palette.light, 0.55, 1.3)
    distance = np.hypot(canvas.x - sun[0], canvas.y - sun[1])
    disc = np.clip((radius - distance) * canvas.height + 0.5, 0, 1)
    canvas.lay(disc, palette.light)
    if palette.dark:
        maria = field(canvas.random, canvas.width, canvas.height, (18 * canvas.aspect, 18), 3)
        canvas.lay(disc * smoothstep(0.5, 0.8, maria) * 0.22, palette.sky[2])


def _paint_clouds(canvas: Canvas, scene: Scene, horizon: float, sun: Point) -> None:
    palette, amount = scene.palette, 1.0 if scene.wants("cloud", "cloudy", "storm") else scene.random.uniform(0.5, 1)
    noise = field(canvas.random, canvas.width, canvas.height, (2.2 * canvas.aspect, 9), 5)
    band = smoothstep(0.05, 0.45, canvas.y / horizon) * (1 - smoothstep(0.8, 1.0, canvas.y / horizon))
    cover = smoothstep(0.44, 0.74, noise) * band * amount * (0.4 if palette.dark else 1)
    near_sun = np.exp(-np.hypot(canvas.x - sun[0], (canvas.y - sun[1]) * 1.6) / 0.35)
    lit, shaded = mix(palette.light, palette.horizon, 0.35), mix(palette.sky[1], palette.horizon, 0.45)
    share = np.clip(near_sun * 1.1 + 0.25 * (noise - 0.5), 0, 1)[..., None]
    canvas.lay(cover * 0.9, shaded * (1 - share) + lit * share)


def _paint_aurora(canvas: Canvas, scene: Scene, horizon: float) -> None:
    fine = field(canvas.random, canvas.width, 4, (46 * canvas.aspect, 2), 3)[0]
    for curtain in range(3):
        foot = horizon * (0.62 - 0.13 * curtain) + 0.1 * line(canvas.random, canvas.width, 2.2 * canvas.aspect, 3)
        height = horizon * (0.34 + 0.12 * fine)
        above = (foot - canvas.y) / height
        shape = np.where(above < 0, np.exp(above * 26), np.exp(-above * 2.3)) * (0.45 + 0.75 * fine)
        foot_colour, top_colour = scene.palette.accents[curtain % 2], scene.palette.accents[2]
        share = np.clip(above * 0.8, 0, 1)[..., None]
        canvas.screen(np.clip(shape * (0.75 - 0.17 * curtain), 0, 1), foot_colour * (1 - share) + top_colour * share)
