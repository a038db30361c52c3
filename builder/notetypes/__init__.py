"""The two notetypes of every package: frozen fields, templates and the style sheet.

Anki matches notetypes by id and fields by their integer ids. A field or template that is added, removed or moved makes
every later import conflict, so the lists below never change; `Spare` fields are there for what comes later. What may
change freely are the texts of templates and style sheet, which are files beside this module.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from builder.errors import BuilderError, Problem
from builder.model import Field, Notetype, NotetypeName, Template

_COMMON_TAIL = ("Hint", "HintLabel", "Rarity", "Difficulty", "Section", "Source", "Link", "Lang", "Id")
_SPARE = ("Spare1", "Spare2", "Spare3", "Spare4", "Spare5")

QA_FIELDS = ("Question", "Front", "Answer", "Predict", "PredictOutput", "PredictLabel", *_COMMON_TAIL, *_SPARE)
"""`Front` stands under the question, `Predict` is the code whose output a sibling card asks for."""

CLOZE_FIELDS = ("Question", "Text", "Extra", "QuestionInText", *_COMMON_TAIL, *_SPARE)
"""`Text` holds all blanks, since Anki shows nothing of a field that lacks a card's own; `Extra` comes with the answer.

A question with blanks in it stands at the head of `Text`, and `QuestionInText` is `1`."""

_QA_ID = 1763856000001
_CLOZE_ID = 1763856000002

COLOURS = (
    "background", "text", "quiet", "line", "accent", "link", "code-background", "code-text", "output-background",
    "output-line", "mark",
)  # fmt: skip
"""What deck.yaml may set under `colours`, each also as `<name>-night`."""

_COLOUR_VALUE = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+|(?:rgb|hsl|lab|lch|oklab|oklch)a?\([-0-9a-z.,%/ ]+\)")


def css(style: str | None = None, colours: Mapping[str, str] | None = None) -> str:
    """The style sheet of both notetypes: ours, then a deck's colours, then its own style sheet.

    Raises BuilderError for a colour that is not in `COLOURS`, or whose value is not a CSS colour.
    """
    parts = [_base_css(), *_colour_rules(colours or {})]
    if style and style.strip():
        parts.append(style.replace("\r\n", "\n").strip() + "\n")
    return "\n".join(parts)


def _colour_rules(colours: Mapping[str, str]) -> list[str]:
    problems = [problem for name, value in colours.items() if (problem := _colour_problem(name, value))]
    if problems:
        raise BuilderError(problems)
    light = {name: value for name, value in colours.items() if not name.endswith("-night")}
    night = {name.removesuffix("-night"): value for name, value in colours.items() if name.endswith("-night")}
    rules = ((".card", light), (".card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card", night))
    return [
        f"{selector} {{ {' '.join(f'--bd-{name}: {value.strip()};' for name, value in sorted(values.items()))} }}\n"
        for selector, values in rules
        if values
    ]


def _colour_problem(name: str, value: str) -> Problem | None:
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
    return "\n".join(_text(name) for name in ("card.css", "code.css"))


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _template(name: str, number: int, stem: str) -> Template:
    return Template(name, number, _text(f"templates/{stem}.question.html"), _text(f"templates/{stem}.answer.html"))


def _fields(first_id: int, names: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(Field(name, first_id + index) for index, name in enumerate(names))


NOTETYPES: Mapping[NotetypeName, Notetype] = {
    NotetypeName.QA: Notetype(
        id=_QA_ID,
        name="build-deck Q&A",
        fields=_fields(7_310_001, QA_FIELDS),
        templates=(_template("Question", 7_320_001, "qa"), _template("Predict", 7_320_002, "predict")),
        css=css(),
    ),
    NotetypeName.CLOZE: Notetype(
        id=_CLOZE_ID,
        name="build-deck Cloze",
        fields=_fields(7_330_001, CLOZE_FIELDS),
        templates=(_template("Cloze", 7_340_001, "cloze"),),
        css=css(),
        cloze=True,
    ),
}
"""Both notetypes; ids are those of every package ever built, so they stay as they are."""
