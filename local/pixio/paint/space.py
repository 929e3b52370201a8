"""Space: nebulae of folded noise, stars, and a planet with a terminator, an atmosphere and perhaps a ring."""

from __future__ import annotations

import numpy as np

from local.pixio.paint.canvas import Canvas, Point
from local.pixio.paint.colour import mix, paint_by, ramp
from local.pixio.paint.noise import Array, enlarged, look_up, smoothstep, tile
from local.pixio.paint.prompt import Scene
from local.pixio.paint.sky import paint_stars

HALF = 2  # gas is soft: worked out at half the size and enlarged


def paint_space(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    deep = mix(scene.palette.near, scene.palette.near * 0.2, 0.6) * 0.5
    canvas.pixels[:] = deep
    _paint_nebula(canvas, scene)
    paint_stars(canvas, 1.0, 2.4)
    _paint_bright_stars(canvas, scene)
    if scene.wants("planet", "saturn", "orbit", "moon", "alien", "astronaut", "world") or scene.random.random() < 0.6:
        _paint_planet(canvas, scene)


def _paint_nebula(canvas: Canvas, scene: Scene) -> None:
    cloud = tile(canvas.random, 512, 1.75)
    x, y = np.broadcast_arrays(canvas.x[:, ::HALF] * 0.42, canvas.y[::HALF] * 0.42)
    fold_x = look_up(cloud, x + 0.2, y) - 0.5
    fold_y = look_up(cloud, x, y + 0.6) - 0.5
    gas = look_up(cloud, x + fold_x * 0.55, y + fold_y * 0.55)
    thin = look_up(cloud, x * 2.1 + fold_y * 0.8, y * 2.1 + fold_x * 0.8)
    accents = scene.palette.accents
    colours = ramp([scene.palette.near * 0.3, scene.palette.sky[1], scene.palette.sky[-2], accents[1], accents[0], scene.palette.light],
                   (0, 0.35, 0.58, 0.75, 0.9, 1))  # fmt: skip
    density = smoothstep(0.3, 0.95, gas * 0.75 + thin * 0.25)
    dust = smoothstep(0.55, 0.8, look_up(cloud, x * 1.3 - fold_y, y * 1.3 - fold_x + 0.4))
    gas, density, dust = (
        enlarged(part, canvas.width, canvas.height) for part in (gas * 0.85 + (thin - 0.5) * 0.35, density, dust)
    )
    canvas.lay(density * 0.95, paint_by(np.clip(gas, 0, 1), colours))
    canvas.lay(dust * 0.65, scene.palette.near * 0.25)


def _paint_bright_stars(canvas: Canvas, scene: Scene) -> None:
    for _ in range(7):
        place = (canvas.random.uniform(0, canvas.aspect), canvas.random.uniform(0, 1))
        size = canvas.random.uniform(0.004, 0.009)
        canvas.glow(place, size * 3, scene.palette.accents[1], 0.5, 1.0)
        canvas.glow(place, size * 0.6, scene.palette.light, 1.0, 1.4)


def _paint_planet(canvas: Canvas, scene: Scene) -> None:
    radius = canvas.random.uniform(0.16, 0.26)
    centre = (canvas.random.uniform(0.3, 0.7) * canvas.aspect, canvas.random.uniform(0.4, 0.66))
    sun = canvas.random.uniform(-2.6, -0.6)
    ringed = scene.wants("saturn", "ring", "rings") or canvas.random.random() < 0.5
    canvas.glow(centre, radius * 1.25, scene.palette.accents[0], 0.3, 3.0)
    ring = _ring(canvas, centre, radius) if ringed else None
    if ring is not None:
        canvas.lay(ring * (canvas.y < centre[1] + (canvas.x - centre[0]) * 0.3), scene.palette.horizon)
    _paint_ball(canvas, scene, centre, radius, sun)
    if ring is not None:
        canvas.lay(
            ring * (canvas.y >= centre[1] + (canvas.x - centre[0]) * 0.3),
            mix(scene.palette.horizon, scene.palette.light, 0.3),
        )


def _ring(canvas: Canvas, centre: Point, radius: float) -> Array:
    across, down = canvas.x - centre[0], canvas.y - centre[1]
    tilt = 0.29
    along = across * np.cos(tilt) + down * np.sin(tilt)
    athwart = (down * np.cos(tilt) - across * np.sin(tilt)) * 4.2
    distance = np.hypot(along, athwart) / radius
    band = smoothstep(1.3, 1.36, distance) * (1 - smoothstep(2.0, 2.12, distance))
    grooves = 0.55 + 0.3 * np.sin(distance * 46) + 0.15 * np.sin(distance * 113)
    return np.asarray(band * np.clip(grooves, 0.05, 1) * 0.8, dtype=np.float32)


def _paint_ball(canvas: Canvas, scene: Scene, centre: Point, radius: float, sun: float) -> None:
    rows, columns = canvas.around(centre, radius * 1.02)
    u, v = (canvas.x[:, columns] - centre[0]) / radius, (canvas.y[rows] - centre[1]) / radius
    distance = np.hypot(u, v)
    cover = np.clip((1 - distance) * radius * canvas.height + 0.5, 0, 1)
    w = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    light = np.clip(u * np.cos(sun) * 0.85 + v * np.sin(sun) * 0.85 + w * 0.5, 0, 1) ** 0.8
    land = tile(canvas.random, 256, 1.8)
    longitude, latitude = np.arctan2(u, w + 1e-3) * 0.22, np.arcsin(np.clip(v + 0.28 * u, -1, 1)) * 0.3
    swirl = look_up(land, longitude + 0.5, latitude)
    bands = 0.5 + 0.5 * np.sin(latitude * 24 + swirl * 7)
    palette = scene.palette
    colours = ramp(
        [palette.near, palette.sky[2], palette.accents[2], palette.horizon, palette.light], (0, 0.3, 0.55, 0.8, 1)
    )
    surface = paint_by(np.clip(0.55 * swirl + 0.45 * bands, 0, 1), colours) * light[..., None]
    patch = canvas.pixels[rows, columns]
    patch += cover[..., None] * (surface - patch)
    rim = np.clip(cover * np.clip(distance, 0, 1) ** 9 * (0.12 + light) * 0.8, 0, 1)[..., None]
    patch += rim * mix(palette.accents[0], palette.light, 0.4) * (1 - patch)
