"""Whether an output is what was recorded or pinned, and what it means where it is not.

Text that is equal apart from addresses and the devices of tensors is equal. Where it is not, the context says why:
edited code, a pin and an unchanged environment allow nothing; another environment, or another number of threads or
other instructions, allow floats what rounding explains. Figures count by what they show.
"""

from collections.abc import Callable
from dataclasses import dataclass

from build_deck.judge.compare import figures, pins, text
from build_deck.judge.compare.context import (
    ARITHMETIC,
    EDITED,
    PIN,
    SAME_ENVIRONMENT,
    Context,
    Precision,
    Why,
    other_environment,
    varied,
)
from build_deck.judge.compare.rules import Rules
from build_deck.judge.compare.text import Errors
from build_deck.model import Output

__all__ = [
    "ARITHMETIC",
    "EDITED",
    "PIN",
    "SAME_ENVIRONMENT",
    "Context",
    "Difference",
    "Precision",
    "Why",
    "compare",
    "compare_pin",
    "other_environment",
    "varied",
    "whole_text",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as expected, for a reader of a log."""

    diff: str
    """Lines: `-` expected, `+` came out, two spaces for what is the same."""
    absolute: float | None = None
    """The largest error of a number, None where other things than numbers changed."""
    relative: float | None = None

    def __str__(self) -> str:
        if not self.absolute:  # two ways of writing one number differ by nothing
            return self.diff
        relative = f", relative {self.relative:.3g}" if self.relative is not None else ""
        return f"{self.diff}\nlargest error: absolute {self.absolute:.3g}{relative}"


def compare(expected: Output, actual: Output, context: Context, *, tolerance: float | None = None) -> Difference | None:
    """What differs between a recorded output and one that came out; None where they say the same.

    `tolerance` is the author's own; code that was edited since has none.
    """
    rules = Rules.of(context, tolerance)
    lines: list[str] = []
    largest = Errors()
    for name, read in _TEXTS:
        was, now = read(expected), read(actual)
        if found := _part(was, now, rules):
            lines += [f"{name}:", found[0]]
            largest |= found[1]
    if expected.truncated != actual.truncated:
        lines.append("the output was cut at its limit, and is not" if expected.truncated else "the output is cut")
    lines += _figures(expected.figures, actual.figures, exact=context.why in _EACH_PIXEL)
    return Difference("\n".join(lines), largest.absolute, largest.relative) if lines else None


_EACH_PIXEL = (Why.EDITED, Why.SAME_ENVIRONMENT)
"""Where nothing but the code can have moved a pixel; elsewhere a figure counts by what it shows."""


def compare_pin(pin: str, actual: Output, *, tolerance: float | None = None) -> Difference | None:
    """What differs between a pin and the output as a card shows it; None where it fits."""
    rules = Rules.of(PIN, tolerance)
    printed = whole_text(actual)
    if pins.fits(pin, printed, rules):
        return None
    diff, errors = text.difference(
        pins.tidy(pin), pins.tidy(printed), lambda line, other: pins.fits(line, other, rules)
    )
    return Difference(diff, errors.absolute, errors.relative)


def whole_text(output: Output) -> str:
    """The text of an output: what was printed, then the value of the last expression, then the exception."""
    parts = [output.stdout, output.value, output.error]
    return "".join(f"{part.removesuffix(_NEWLINE)}{_NEWLINE}" for part in parts if part)


_NEWLINE = "\n"

_TEXTS: tuple[tuple[str, Callable[[Output], str | None]], ...] = (
    ("printed", lambda output: output.stdout),
    ("stderr", lambda output: output.stderr),
    ("value", lambda output: output.value),
    ("table", lambda output: output.html),
    ("exception", lambda output: output.error),
)


def _part(was: str | None, now: str | None, rules: Rules) -> tuple[str, Errors] | None:
    """The diff of one text of an output; one that is not there differs from an empty one."""
    if was == now:
        return None
    if was is None or now is None:
        mark, only = ("+", now) if was is None else ("-", was)
        return "\n".join(text.lines(mark, only or "")), Errors()
    if rules.same_text(was, now):
        return None
    return text.difference(was, now, rules.same_text)


def _figures(was: tuple[str, ...], now: tuple[str, ...], *, exact: bool) -> list[str]:
    if len(was) != len(now):
        return [f"figures: there were {len(was)}, there are {len(now)}"]
    found = [figures.difference(old, new, exact=exact) for old, new in zip(was, now, strict=True)]
    return [f"figure {number} of {len(was)} {what}" for number, what in enumerate(found, 1) if what]
