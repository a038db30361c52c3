"""What a snippet gave, as a card shows it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from build_deck.model import Environment, Output, Shown
from build_deck.render.clean import clean_table
from build_deck.render.text import escape, guard, tidy, tidy_html
from build_deck.runtimes import titled

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_OBJECT_REPR = re.compile(r"\bat 0x[0-9a-fA-F]+>|^<.+>$|^\[<", re.DOTALL)
_PACKAGES_SHOWN = 3
_MOST_TYPED = 60
"""Characters that are typed on a phone without anger."""
_DECISIVE = ("torch", "jax", "tensorflow", "numpy")
"""Packages that printed numbers hang on, named before others."""


@dataclass(frozen=True, slots=True)
class CardOutput:
    """The part of an output that the card shows; empty when `output=` leaves nothing."""

    text: str = ""
    """What was printed and the last value, as a console would show them."""
    html: str = ""
    error: str = ""
    figures: tuple[str, ...] = ()
    shortened: bool = False
    """Whether the snippet gave more than a recording keeps."""

    def __bool__(self) -> bool:
        return bool(self.text or self.html or self.error or self.figures)


def on_card(output: Output, which: Shown) -> CardOutput:
    """What `output=` lets through: everything, nothing, what came last, or stderr.

    A value that only says which object it is stays away from beside a figure, and a table takes its repr's place.
    """
    if which == "none":
        return CardOutput()
    said = console(output.stderr).strip("\n") if "stderr" in which else ""
    if which == "stderr":
        return CardOutput(said, shortened=output.truncated)
    printed = console(output.stdout).strip("\n")
    value = "" if output.value is None or output.html else console(output.value)
    if output.figures and _OBJECT_REPR.search(value):
        value = ""
    text = "\n".join(part for part in (printed, said, value) if part)
    whole = CardOutput(text, output.html or "", output.error or "", output.figures, output.truncated)
    return _last(whole, value) if which == "last" else whole


def _last(whole: CardOutput, value: str) -> CardOutput:
    if whole.error:
        return CardOutput(error=whole.error)
    if whole.figures:
        return CardOutput(figures=whole.figures[-1:])
    if whole.html:
        return CardOutput(html=whole.html)
    return CardOutput(text=value or whole.text.rpartition("\n")[2])


def console(text: str) -> str:
    """The text as a terminal leaves it: no escape sequences, and of a line written over, the last state."""
    lines = _ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    return tidy("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))


def why_not_typed(text: str) -> str:
    """Why a text is none that a learner types from memory; empty where it is one."""
    lines = text.count("\n") + 1
    if lines > 1:
        return f"The output has {lines} lines, and one can be typed."
    if len(text) > _MOST_TYPED:
        return f"The output has {len(text)} characters, and {_MOST_TYPED} are the most to type."
    return ""


def text_markup(text: str, *, cloze: bool, error: bool = False) -> str:
    """The text of an output as HTML."""
    kind = ' class="bd-error"' if error else ""
    return f"<pre{kind}><samp>{guard(escape(text), cloze=cloze, verbatim=True)}</samp></pre>"


def table_markup(table: str, *, cloze: bool) -> str:
    """A `_repr_html_` as HTML that scrolls inside itself."""
    return f'<div class="bd-table">{guard(clean_table(tidy_html(table)), cloze=cloze)}</div>'


def environment_words(environment: Environment) -> str:
    """`Python 3.11 · torch 2.13 · CPU`: what the outputs were verified on."""
    packages = [f"{name} {_minor(environment.packages[name])}" for name in _decisive_first(environment.packages)]
    return " · ".join([*_languages(environment), *packages[:_PACKAGES_SHOWN], _device(environment)])


def all_environments_words(environments: Iterable[Environment]) -> list[str]:
    """What any of the outputs were verified on, each once: languages, packages, devices."""
    every = list(environments)
    packages = {f"{name} {_minor(version)}": name for one in every for name, version in one.packages.items()}
    words = [word for one in every for word in _languages(one)]
    words += sorted(packages, key=lambda word: (_rank(packages[word]), word))
    return list(dict.fromkeys([*words, *map(_device, every)]))


def _languages(environment: Environment) -> tuple[str, ...]:
    return titled({name: _minor(version) for name, version in environment.languages.items()})


def _decisive_first(packages: Iterable[str]) -> list[str]:
    return sorted(packages, key=_rank)


def _rank(package: str) -> tuple[object, ...]:
    return (*(package != known for known in _DECISIVE), package)


def _device(environment: Environment) -> str:
    return "CPU" if environment.device.lower() == "cpu" else environment.device


def _minor(version: str) -> str:
    """The first two numbers of a version."""
    return ".".join(version.partition("+")[0].split(".")[:2])
