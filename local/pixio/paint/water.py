"""Still water that mirrors what stands above it."""

from __future__ import annotations

import numpy as np

from local.pixio.paint.canvas import Canvas
from local.pixio.paint.colour import mix
from local.pixio.paint.noise import field, smoothstep
from local.pixio.paint.prompt import Scene


def mirror(canvas: Canvas, scene: Scene, shore: float) -> None:
    """Turn everything below `shore` into water that mirrors what is above it, with ripples that grow nearer."""
    row = int(shore * canvas.height)
    count = canvas.height - row
    below = np.arange(count)[:, None]
    swell = field(canvas.random, canvas.width, count, (5 * canvas.aspect, 40), 2) - 0.5
    nearness = below / max(count, 1)
    source = np.clip(row - 1 - below * 1.35 + swell * (4 + 46 * nearness) * canvas.height / 1024, 0, row - 1)
    columns = np.broadcast_to(np.arange(canvas.width)[None, :], source.shape)
    reflected = canvas.pixels[source.astype(np.int32), columns]
    deep = mix(scene.palette.near, scene.palette.sky[0], 0.55)
    canvas.pixels[row:] = reflected * 0.82 + deep * 0.18 * (0.5 + nearness)[..., None]
    glints = smoothstep(0.30, 0.44, swell) * 0.25 * (1 - nearness)
    canvas.screen_rows(glints, mix(scene.palette.light, scene.palette.horizon, 0.4), row)
    shoreline = np.exp(-below / (0.004 * canvas.height)) * 0.35
    canvas.screen_rows(np.broadcast_to(shoreline, swell.shape), scene.palette.horizon, row)
