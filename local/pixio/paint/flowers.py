"""Flowers seen close: blooms of many petals over leaves and soft light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from local.pixio.paint.canvas import Canvas, Point, Stencil
from local.pixio.paint.colour import mix, paint_by, ramp, rgb
from local.pixio.paint.noise import Array, Random
from local.pixio.paint.prompt import Scene

LEAF = rgb("#3f7d4e")
POLLEN = rgb("#ffd166")


def paint_flowers(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    _paint_light(canvas, scene)
    places = _places(canvas)
    _paint_leaves(canvas, scene, places)
    for centre, radius in places:
        _paint_bloom(canvas, scene, centre, radius)
    _paint_petals_in_air(canvas, scene)


def _paint_light(canvas: Canvas, scene: Scene) -> None:
    palette, random = scene.palette, canvas.random
    floor = mix(palette.near, LEAF, 0.35)
    canvas.fill_down(
        ramp([palette.sky[-2], palette.horizon, mix(palette.sky[-2], LEAF, 0.5), floor], (0, 0.3, 0.5, 0.75))
    )
    canvas.glow((random.uniform(0.2, 0.8) * canvas.aspect, 0.12), 0.5, palette.light, 0.7, 1.3)
    for _ in range(30):
        centre, radius = (random.uniform(0, canvas.aspect), random.uniform(0, 0.7)), random.uniform(0.012, 0.06)
        colour = mix(palette.accents[int(random.integers(0, 4))], palette.light, 0.45)
        canvas.glow(centre, radius, colour, random.uniform(0.1, 0.4), 14)


def _places(canvas: Canvas) -> list[tuple[Point, float]]:
    random, chosen = canvas.random, list[tuple[Point, float]]()
    skyline = 0.34 + 0.07 * np.sin(np.linspace(0, 5, 64) + random.uniform(0, 6.28))
    for attempt in range(500):
        radius = random.uniform(0.11, 0.19) if attempt < 120 else random.uniform(0.05, 0.11)
        x, y = random.uniform(0.02, canvas.aspect - 0.02), random.uniform(0, 1.02)
        if y < skyline[int(x / canvas.aspect * 63)] + radius * 0.5:
            continue
        if all(np.hypot(x - other_x, y - other_y) > 0.74 * (radius + other) for (other_x, other_y), other in chosen):
            chosen.append(((x, y), radius))
    return sorted(chosen, key=lambda bloom: bloom[0][1] + bloom[1] * 0.5)


def _paint_leaves(canvas: Canvas, scene: Scene, places: list[tuple[Point, float]]) -> None:
    for shade in (0.7, 0.4, 0.1):
        leaves = canvas.stencil()
        for centre, radius in places:
            for _ in range(3):
                _draw_leaf(canvas.random, leaves, centre, radius * canvas.random.uniform(1.35, 2.0))
        canvas.lay(leaves.cover(), mix(mix(LEAF, scene.palette.near, shade), scene.palette.horizon, 0.12))


def _draw_leaf(random: Random, leaves: Stencil, foot: Point, length: float) -> None:
    angle, t = random.uniform(0, 2 * np.pi), np.linspace(0, 1, 16)
    curl = angle + random.uniform(-0.5, 0.5) * t
    spine = np.stack([foot[0] + np.cos(curl) * length * t, foot[1] + np.sin(curl) * length * t], axis=1)
    aside = np.stack([-np.sin(curl), np.cos(curl)], axis=1) * (length * 0.19 * np.sin(np.pi * t**0.8))[:, None]
    leaves.shape([(float(x), float(y)) for x, y in np.concatenate([spine + aside, (spine - aside)[::-1]])])
    leaves.stroke([(float(x), float(y)) for x, y in spine], 0.0018, 0.72)


@dataclass(frozen=True)
class Bloom:
    """One flower: where, how large, how many petals to a ring, how turned, and its colours from heart to edge."""

    centre: Point
    radius: float
    petals: int
    turn: float
    colours: Array


def _paint_bloom(canvas: Canvas, scene: Scene, centre: Point, radius: float) -> None:
    random, palette = canvas.random, scene.palette
    accent = palette.accents[int(random.integers(0, 3))]
    colours = ramp([mix(accent, palette.near, 0.42), accent, mix(accent, palette.light, 0.62)], (0, 0.55, 1), 256)
    bloom = Bloom(centre, radius, int(random.integers(5, 9)), random.uniform(0, 6.28), colours)
    _paint_shadow(canvas, centre, radius)
    rings = int(random.integers(4, 7))
    for ring in range(rings):
        _paint_ring(canvas, bloom, ring * 2.4, ring / rings)
    _paint_heart(canvas, centre, radius)


def _paint_shadow(canvas: Canvas, centre: Point, radius: float) -> None:
    rows, columns = canvas.around(centre, radius * 1.25)
    away = np.hypot(canvas.x[:, columns] - centre[0] - 0.06 * radius, canvas.y[rows] - centre[1] - 0.12 * radius)
    canvas.pixels[rows, columns] *= (1 - 0.4 * np.exp(-((away / radius / 0.97) ** 8)))[..., None]


def _paint_ring(canvas: Canvas, bloom: Bloom, turn: float, depth: float) -> None:
    reach = bloom.radius * (1 - 0.82 * depth)
    rows, columns = canvas.around(bloom.centre, reach * 1.15)
    across, down = canvas.x[:, columns] - bloom.centre[0], canvas.y[rows] - bloom.centre[1]
    angle, patch = np.arctan2(down, across) + np.float32(bloom.turn + turn), canvas.pixels[rows, columns]
    lobe = np.abs(np.cos(angle * (bloom.petals / 2)))
    inside = np.hypot(across, down) / (reach * (0.6 + 0.4 * np.sqrt(lobe)))
    cover = np.clip((1 - inside) * (reach * canvas.height * 0.7) + 0.5, 0, 1)[..., None]
    patch *= 1 - (np.clip(1 - (inside - 1) / 0.14, 0, 1) * (inside > 1) * 0.3)[..., None]
    veins = 0.04 * np.cos(angle * (bloom.petals * 9)) * inside
    tone = 0.12 + 0.62 * inside * inside + 0.2 * lobe + 0.14 * depth + veins
    patch += cover * (paint_by(np.clip(tone, 0, 1), bloom.colours) - patch)


def _paint_heart(canvas: Canvas, centre: Point, radius: float) -> None:
    random = canvas.random
    for _ in range(22):
        away, turn, tone = 0.13 * radius * random.random() ** 0.5, random.uniform(0, 6.28), random.uniform(0.75, 1.1)
        rows, columns = canvas.around((centre[0] + away * np.cos(turn), centre[1] + away * np.sin(turn)), 0.04 * radius)
        u = canvas.x[:, columns] - centre[0] - away * np.cos(turn)
        v = canvas.y[rows] - centre[1] - away * np.sin(turn)
        cover = np.clip((0.026 * radius - np.hypot(u, v)) * canvas.height + 0.5, 0, 1)[..., None]
        canvas.pixels[rows, columns] += cover * (POLLEN * tone - canvas.pixels[rows, columns])


def _paint_petals_in_air(canvas: Canvas, scene: Scene) -> None:
    random, stencil, t = canvas.random, canvas.stencil(), np.linspace(0, 2 * np.pi, 18)
    for _ in range(14):
        x, y = random.uniform(0, canvas.aspect), random.uniform(0.03, 0.5)
        size, turn = random.uniform(0.006, 0.016), random.uniform(0, 6.28)
        along, aside = size * np.cos(t), size * 0.5 * np.sin(t) * (1 + 0.4 * np.cos(t))
        outline = (x + along * np.cos(turn) - aside * np.sin(turn), y + along * np.sin(turn) + aside * np.cos(turn))
        stencil.shape([(float(px), float(py)) for px, py in zip(*outline, strict=True)], 0.85)
    canvas.lay(stencil.cover(), mix(scene.palette.accents[1], scene.palette.light, 0.3))
