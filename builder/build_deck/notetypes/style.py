"""The style sheet of every notetype: ours, a deck's colours, a deck's own."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from build_deck.errors import BuildDeckError, Location, Problem

COLOURS = (
    "background", "text", "quiet", "line", "accent", "link", "code-background", "code-text", "output-background",
    "output-line", "mark",
)  # fmt: skip
"""What deck.yaml may set under `colours`, each also as `<name>-night`."""

_LEAVES_STYLE = re.compile(r"<[/!?]|<script", re.IGNORECASE)
_COLOUR_VALUE = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+|(?:rgb|hsl|lab|lch|oklab|oklch)a?\([-0-9a-z.,%/ ]+\)")


def css(style: str | None = None, colours: Mapping[str, str] | None = None) -> str:
    """The style sheet of all notetypes: ours, then a deck's colours, then its own style sheet.

    Raises BuildDeckError for a colour that is not in `COLOURS`, or whose value is not a CSS colour, and for a style
    sheet that would end its element.
    """
    parts = [_base_css(), *_colour_rules(colours or {})]
    if style and style.strip():
        if problem := style_problem(style, "style"):
            raise BuildDeckError(problem)
        parts.append(style.replace("\r\n", "\n").strip() + "\n")
    return "\n".join(parts)


def _colour_rules(colours: Mapping[str, str]) -> list[str]:
    problems = [problem for name, value in colours.items() if (problem := colour_problem(name, value))]
    if problems:
        raise BuildDeckError(problems)
    light = {name: value for name, value in colours.items() if not name.endswith("-night")}
    night = {name.removesuffix("-night"): value for name, value in colours.items() if name.endswith("-night")}
    rules = ((".card", light), (".card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card", night))
    return [
        f"{selector} {{ {' '.join(f'--bd-{name}: {value.strip()};' for name, value in sorted(values.items()))} }}\n"
        for selector, values in rules
        if values
    ]


def style_problem(style: str, path: str) -> Problem | None:
    """What is wrong with a deck's own style sheet: it stands in a page, which it must not be able to end."""
    found = _LEAVES_STYLE.search(style)
    if not found:
        return None
    place = Location(path, style.count("\n", 0, found.start()) + 1)
    what = f"The style sheet holds `{found[0]}`, with which a page ends it and takes what follows for its own."
    return Problem("bad-style", place, what, "Take it out: in CSS it means nothing.")


def colour_problem(name: str, value: str) -> Problem | None:
    """What is wrong with a colour of deck.yaml; None where it is one of ours and of CSS."""
    if name.removesuffix("-night") not in COLOURS:
        known = ", ".join(COLOURS)
        return Problem(
            "unknown-colour",
            None,
            f"There is no colour called `{name}`.",
            f"The colours are {known}; each also with `-night` behind it.",
        )
    if not _COLOUR_VALUE.fullmatch(value.strip()):
        remedy = "Write it as CSS does, such as `#0969da`, `navy` or `rgb(9 105 218)`."
        return Problem("bad-colour", None, f"`{value}` is not a colour for `{name}`.", remedy)
    return None


@cache
def _base_css() -> str:
    return "\n".join(packaged(name) for name in ("card.css", "code.css"))


def packaged(name: str) -> str:
    """The text of a file beside this module."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
