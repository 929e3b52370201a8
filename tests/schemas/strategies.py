"""Generated schemas: known keywords with values near their limits, and sometimes an unknown keyword."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.schemas import KEYWORDS, schema_with

NUMBERS = st.one_of(
    st.integers(-3, 130),
    st.sampled_from(
        [0.1, 0.25, -0.5, 1e-6, 1e-7, 64.0, 2**53 - 1, 2**53, -(2**53), 1e15, 1e300, 20_000, 20_001, 10**400]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", "a", "ink", "oil", " ", "x" * 80, "x" * 81, "constructor", "__proto__", "storage-path", "image"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
)
SCALARS = st.one_of(NUMBERS, TEXTS, st.booleans(), st.none())
KNOWN_PIECES = r"""
    a Z 9 é 🦊 / - , # & ~ : = ! < @ . ^ $ | ( ) ( ) (?: [ ] { } * + ? *? {2} {2,} {2,5} {0} {1000} {1001} {5,2} {,3} {
    \d \D \w \W \s \S \b \B \t \n \. \/ \- \\ \] \p{L} \P{Lu} \p{Xx} \p{Greek} \1 \x41 \u0041 \A \z \Q \c
    [a-z] [^a-z] [z-a] [\d_-] [-a] [a-] [] [^] [a^] [\p{L}\s] [[:alpha:]] [😀-😎] [\]] [$-.] [a-\d] [--]
    (?=a) (?!a) (?<=a) (?<n>a) (?P<n>a) (?i) (?>a) (?#c) (a+)+ (a|a)* (a{30}){30} ([a-z]+)*
"""
PIECES = st.sampled_from([*KNOWN_PIECES.split(), " ", "\t", "\n", "\x7f", "\u2028"])
PATTERNS = st.lists(PIECES, max_size=7).map("".join)
KEYS = sorted({keyword for keywords in KEYWORDS.values() for keyword in keywords})
ODD_KEYS = ["$ref", "allOf", "items", "const", "exclusiveMinimum", "__proto__", "constructor", "toString", ""]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(["string", "string", "integer", "number", "boolean", "array", 1]),
    "x-widget": st.sampled_from(["text", "textarea", "number", "select", "image", "seed", "slider"]),
    "format": st.sampled_from(["storage-path", "storage-path", "uri"]),
    "enum": st.lists(st.one_of(TEXTS, NUMBERS), max_size=4),
    "pattern": PATTERNS,
    **dict.fromkeys(("minLength", "maxLength", "minimum", "maximum", "multipleOf", "x-order", "x-fps"), NUMBERS),
    **dict.fromkeys(("title", "description"), TEXTS),
    "default": SCALARS,
}
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=4
)


@st.composite
def inputs_of_a_schema(draw: st.DrawFn) -> dict[str, Any]:
    """One input: usually of one kind with its keywords, sometimes with a keyword or value of another kind."""
    kind = draw(st.sampled_from(["text", "number", "choice", "switch", "picture"]))
    types = {
        "text": ["string"],
        "number": ["integer", "number"],
        "choice": ["string", "integer", "number"],
        "switch": ["boolean"],
    }
    needed = {"choice": ["enum"], "picture": ["format", "x-widget"]}.get(kind, [])
    more = draw(st.lists(st.sampled_from([key for key in KEYWORDS[kind] if key != "type"]), max_size=4, unique=True))
    definition = {"type": draw(st.sampled_from(types.get(kind, ["string"])))}
    definition |= {key: draw(VALUES[key]) for key in (*needed, *more)}
    if draw(st.integers(0, 9)) == 0:
        key = draw(st.sampled_from([*KEYS, *ODD_KEYS]))
        definition[key] = draw(VALUES.get(key, ANYTHING) if draw(st.booleans()) else ANYTHING)
    return definition


@st.composite
def schemas(draw: st.DrawFn) -> Any:
    """A schema: usually valid in form, with up to three inputs beside the prompt."""
    names = st.sampled_from(["x", "Y1", "z_z", "submit", "a-b", "__proto__", "constructor", "valueOf"])
    schema: dict[str, Any] = schema_with(**draw(st.dictionaries(names, inputs_of_a_schema(), max_size=3)))
    if draw(st.integers(0, 9)) == 0:
        key = draw(st.sampled_from([*KEYWORDS["schema"], *ODD_KEYS]))
        schema[key] = draw(ANYTHING)
    return schema
