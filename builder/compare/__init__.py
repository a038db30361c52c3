"""Whether an output is what was recorded or pinned.

Text, shapes and integers count exactly, floats by their last printed digit or a tolerance; addresses, devices and
`grad_fn` do not count, and figures count by what they show. So one recording holds on every machine that computes
the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

from builder.compare import figures, pins, text
from builder.compare.text import Errors
from builder.model import Output

__all__ = ["Difference", "compare", "compare_pin", "shown"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as expected, for a reader of a log."""

    diff: str
    """Lines: `-` expected, `+` came out, two spaces for what is the same."""
    absolute: float | None = None
    """The largest error of a number, None where other things than numbers changed."""
    relative: float | None = None

    def __str__(self) -> str:
        if self.absolute is None:
            return self.diff
        relative = f", relative {self.relative:.3g}" if self.relative is not None else ""
        return f"{self.diff}\nlargest error: absolute {self.absolute:.3g}{relative}"


def compare(expected: Output, actual: Output, *, tolerance: float | None = None) -> Difference | None:
    """What differs between a recorded output and one that came out; None where they say the same.

    stderr counts only where the recording has some: a library's new warning there is no change of the card.
    """
    lines: list[str] = []
    largest = Errors()
    for name, read in _TEXTS:
        was, now = read(expected), read(actual)
        found = None if _uncounted(name, was) else _part(was, now, tolerance)
        if found:
            lines += [f"{name}:", found[0]]
            largest |= found[1]
    if expected.truncated != actual.truncated:
        lines.append("the output was cut at its limit, and is not" if expected.truncated else "the output is cut")
    lines += _figures(expected.figures, actual.figures)
    return Difference("\n".join(lines), largest.absolute, largest.relative) if lines else None


def compare_pin(pin: str, actual: Output, *, tolerance: float | None = None) -> Difference | None:
    """What differs between a pin and the output as a card shows it; None where it fits."""
    printed = shown(actual)
    if pins.fits(pin, printed, tolerance):
        return None
    diff, errors = text.difference(
        pins.tidy(pin), pins.tidy(printed), lambda line, other: pins.fits(line, other, tolerance)
    )
    return Difference(diff, errors.absolute, errors.relative)


def shown(output: Output) -> str:
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


def _uncounted(name: str, recorded: str | None) -> bool:
    return name == "stderr" and not recorded


def _part(was: str | None, now: str | None, tolerance: float | None) -> tuple[str, Errors] | None:
    """The diff of one text of an output; one that is not there differs from an empty one."""
    if was == now:
        return None
    if was is None or now is None:
        mark, only = ("+", now) if was is None else ("-", was)
        return "\n".join(text.lines(mark, only or "")), Errors()
    if text.same_text(was, now, tolerance):
        return None
    return text.difference(was, now, lambda line, other: text.same_text(line, other, tolerance))


def _figures(was: tuple[str, ...], now: tuple[str, ...]) -> list[str]:
    if len(was) != len(now):
        return [f"figures: there were {len(was)}, there are {len(now)}"]
    found = [figures.difference(old, new) for old, new in zip(was, now, strict=True)]
    return [f"figure {number} of {len(was)} {what}" for number, what in enumerate(found, 1) if what]
