"""What a snippet gave, as a card shows it."""

import re
from dataclasses import dataclass
from typing import Literal

from builder.model import Environment, Output
from builder.render.clean import clean_table
from builder.render.text import escape, guard, tidy, tidy_html

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_OBJECT_REPR = re.compile(r"\bat 0x[0-9a-fA-F]+>|^<.+>$|^\[<", re.DOTALL)
_PACKAGES_SHOWN = 3
_DECISIVE = ("torch", "jax", "tensorflow", "numpy")
"""Packages that printed numbers hang on, named before others."""


@dataclass(frozen=True, slots=True)
class Shown:
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


def shown(output: Output, which: Literal["none", "last", "all"]) -> Shown:
    """What `output=` lets through: everything, nothing, or what came last.

    A value that only says which object it is stays away from beside a figure, and a table takes its repr's place.
    """
    if which == "none":
        return Shown()
    printed = console(output.stdout).strip("\n")
    value = "" if output.value is None or output.html else console(output.value)
    if output.figures and _OBJECT_REPR.search(value):
        value = ""
    text = "\n".join(part for part in (printed, value) if part)
    whole = Shown(text, output.html or "", output.error or "", output.figures, output.truncated)
    return whole if which == "all" else _last(whole, value)


def _last(whole: Shown, value: str) -> Shown:
    if whole.error:
        return Shown(error=whole.error)
    if whole.figures:
        return Shown(figures=whole.figures[-1:])
    if whole.html:
        return Shown(html=whole.html)
    return Shown(text=value or whole.text.rpartition("\n")[2])


def console(text: str) -> str:
    """The text as a terminal leaves it: no escape sequences, and of a line written over, the last state."""
    lines = _ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    return tidy("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))


def text_markup(text: str, *, cloze: bool, error: bool = False) -> str:
    """The text of an output as HTML."""
    kind = ' class="bd-error"' if error else ""
    return f"<pre{kind}><samp>{guard(escape(text), cloze=cloze, verbatim=True)}</samp></pre>"


def table_markup(table: str, *, cloze: bool) -> str:
    """A `_repr_html_` as HTML that scrolls inside itself."""
    return f'<div class="bd-table">{guard(clean_table(tidy_html(table)), cloze=cloze)}</div>'


def environment_words(environment: Environment) -> str:
    """`Python 3.11 · torch 2.13 · CPU`: what the outputs were verified on."""
    names = sorted(environment.packages, key=lambda name: (*(name != known for known in _DECISIVE), name))
    packages = [f"{name} {_minor(environment.packages[name])}" for name in names]
    device = "CPU" if environment.device.lower() == "cpu" else environment.device
    return " · ".join([f"Python {_minor(environment.python)}", *packages[:_PACKAGES_SHOWN], device])


def _minor(version: str) -> str:
    """The first two numbers of a version."""
    return ".".join(version.partition("+")[0].split(".")[:2])
