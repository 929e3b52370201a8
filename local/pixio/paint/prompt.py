"""What a prompt asks for: a motif, a light, and the numbers that make this picture its own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import numpy as np

from local.pixio.paint.noise import Random
from local.pixio.paint.palette import PALETTE_OF_WORD, PALETTES, Palette

WORDS = {
    "mountains": "mountain peak alps alpine ridge summit valley hill cliff lake fjord himalaya aurora volcano landscape",
    "sea": "sea ocean beach wave coast shore island sail sailboat boat ship lighthouse harbor harbour horizon bay lagoon",
    "city": "city skyline street tokyo york paris london urban building tower skyscraper cyberpunk downtown metropolis rooftop",
    "flowers": "flower floral rose bloom blossom garden bouquet peony tulip poppy lily sunflower meadow petal botanical",
    "forest": "forest tree wood woods woodland jungle pine path fern deer fox bear wolf cabin rainforest",
    "desert": "desert dune sand sahara canyon camel mars oasis",
    "space": "space galaxy nebula planet star cosmos cosmic universe astronaut rocket orbit saturn moon spaceship alien",
    "silk": "abstract silk fluid wave smoke marble pattern texture gradient wallpaper liquid ink paint",
    "ribbons": "music line ribbon flow energy wind motion dance light hair portrait face woman man",
}  # fmt: skip
MOTIF_OF_WORD = {word: motif for motif, words in WORDS.items() for word in words.split()}
PLACES = ("ocean", "forest", "desert")  # an hour or a mood says more about the light than a place does
LIGHTS = {
    "mountains": ("dawn", "sunset", "golden", "day", "night", "lavender", "winter"),
    "sea": ("sunset", "ocean", "dawn", "night", "golden", "day"),
    "city": ("night", "sunset", "neon", "dawn"),
    "flowers": ("rose", "golden", "day", "lavender", "dawn"),
    "forest": ("forest", "golden", "autumn", "dawn", "night"),
    "desert": ("desert", "sunset", "golden", "night"),
    "space": ("neon", "night", "aurora", "lavender", "sunset"),
    "silk": ("sunset", "ocean", "neon", "rose", "lavender", "golden", "aurora"),
    "ribbons": ("neon", "sunset", "ocean", "rose", "aurora", "lavender"),
}


@dataclass(frozen=True)
class Scene:
    """A motif by name, its light, all words of the prompt, and a source of numbers of its own."""

    motif: str
    palette: Palette
    words: frozenset[str]
    random: Random

    def wants(self, *words: str) -> bool:
        """Whether the prompt has any of these words."""
        return not self.words.isdisjoint(words)


def scene_of(prompt: str, seed: str) -> Scene:
    """The scene for a prompt; another seed is another picture of the same scene."""
    words = [singular for word in re.findall(r"[a-z]+", prompt.lower()) for singular in (word, word.removesuffix("s"))]
    choice = np.random.default_rng(_number(prompt))
    motif = next((MOTIF_OF_WORD[word] for word in words if word in MOTIF_OF_WORD), None)
    motif = motif or str(choice.choice(["silk", "ribbons", "mountains", "flowers"]))
    light = _light_of(words) or str(choice.choice(LIGHTS[motif]))
    return Scene(motif, PALETTES[light], frozenset(words), np.random.default_rng(_number(f"{prompt}\0{seed}")))


def _light_of(words: list[str]) -> str | None:
    named = [PALETTE_OF_WORD[word] for word in words if word in PALETTE_OF_WORD]
    return next((light for light in named if light not in PLACES), named[0] if named else None)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
