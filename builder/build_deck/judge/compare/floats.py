"""When two printed floats are one number, rounded on two machines.

Another machine adds in another order, so a result differs by a relative error that its precision bounds, or by one
unit of the last digit that was printed. Nothing is close to zero but zero, except inside an array, whose elements
are computed from one another: there the largest of them is the measure.
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import copysign, inf

from build_deck.judge.compare.context import Precision

_ENOUGH = 3
"""Significant digits from which on the last may be off by one: 0.05 and 0.06 are two numbers."""
_EXACT = 2.0**23
"""Below this float32 tells whole numbers from others, so that a whole number is a count."""
_SURE = 6
"""Significant digits that every float32 keeps."""

_PARTS = re.compile(r"[+-]?(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?")
_GROUPED = re.compile(r"[,_]")


@dataclass(frozen=True, slots=True)
class Printed:
    """A float as it was printed."""

    value: float
    decimals: int
    """Digits after the point."""
    significant: int
    """Digits from the first that is not zero."""
    exponent: int

    @property
    def unit(self) -> float:
        """One in the last printed digit; nothing where no digit follows the point, as in NumPy's `1.`."""
        enough = self.decimals > 1 or (self.decimals == 1 and self.significant >= _ENOUGH)
        return 10.0 ** max(self.exponent - self.decimals, -320) if enough else 0.0

    @property
    def whole(self) -> bool:
        """Whether it is a whole number that is printed as one, such as `3.` and `3.0`."""
        return self.decimals <= 1 and not self.exponent and abs(self.value) < _EXACT and self.value.is_integer()


def value(text: str) -> float:
    """The number that a token says, with or without groups of thousands."""
    return float(_GROUPED.sub("", text))


def read(text: str) -> Printed:
    """What a float token says."""
    match = _PARTS.fullmatch(_GROUPED.sub("", text))
    whole, fraction, exponent = match.groups() if match else ("", "", None)
    return Printed(
        value=value(text),
        decimals=len(fraction),
        significant=len((whole + fraction).lstrip("0")),
        # Python refuses to read an integer of 5,000 digits, and a float's exponent has three.
        exponent=max(min(int((exponent or "0")[:6]), 400), -400),
    )


def rounded(expected: Printed, actual: Printed, precision: Precision) -> bool:
    """Whether one number was rounded to both; the sign counts, also of zero."""
    if copysign(1, expected.value) != copysign(1, actual.value):
        return False
    digits = max(expected.significant, actual.significant)
    return _near(expected, actual, precision, max(abs(expected.value), abs(actual.value)), digits)


def rounded_inside(expected: Printed, actual: Printed, precision: Precision, largest: Printed) -> bool:
    """Whether one element of an array was rounded to both; `largest` is the array's."""
    digits = max(expected.significant, actual.significant, largest.significant)
    return _near(expected, actual, precision, abs(largest.value), digits)


def _near(expected: Printed, actual: Printed, precision: Precision, size: float, digits: int) -> bool:
    error = abs(expected.value - actual.value)
    if error == 0 or (expected.whole and actual.whole):
        return error == 0
    if not error < inf:
        return False
    if error <= _precision(expected, actual, precision).value * size:
        return True
    # Doubles have 15 digits: 0.1235 - 0.1234 is a little more than a unit.
    return digits >= _ENOUGH and error <= min(expected.unit, actual.unit) * (1 + 1e-9) + size * 1e-15


def allowed(expected: Printed, actual: Printed, tolerance: float) -> bool:
    """Whether the author's own tolerance, relative and absolute, covers the difference."""
    error = abs(expected.value - actual.value)
    size = max(abs(expected.value), abs(actual.value))
    return error == 0 or (error < inf and error <= tolerance + tolerance * size)


def _precision(expected: Printed, actual: Printed, session: Precision) -> Precision:
    """The precision of two numbers: a session of float32 prints other floats too, and their digits tell."""
    both = _is_float32(expected) and _is_float32(actual)
    return session if both else Precision.FLOAT64


def _is_float32(printed: Printed) -> bool:
    """Whether a float32 would be printed with these digits."""
    if printed.significant <= _SURE:
        return True
    try:
        (nearest,) = struct.unpack("f", struct.pack("f", printed.value))
    except OverflowError:
        return False
    return float(f"{nearest:.{printed.significant - 1}e}") == printed.value


def in_order(pairs: Sequence[tuple[float, float]]) -> bool:
    """Whether of any two numbers the smaller one, on the first side, is not the larger on the second."""
    reached = -inf
    for _, group in groupby(sorted(pairs), key=lambda pair: pair[0]):
        second = [actual for _, actual in group]
        if second[0] < reached:
            return False
        reached = max(reached, second[-1])
    return True
