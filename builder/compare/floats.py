"""When two printed floats say the same.

A number printed to d decimals stands for an interval half a unit wide on each side, so two prints of nearly the same
number can differ by one unit of the last digit. That argument needs digits to speak of: NumPy prints the floats one
and two as `1.` and `2.`, and Python prints `0.5` for exactly one half. There, only the tolerance of float32 counts.
"""

import re
from dataclasses import dataclass
from math import inf

RELATIVE = 1.3e-6
"""What `torch.testing.assert_close` allows float32."""
ABSOLUTE = 1e-5
"""The same, for what is nearly zero and printed with its digits."""
ABSOLUTE_SHORT = 1e-6
"""For what is nearly zero and printed short: `1e-05` is more often a learning rate than a residual."""

_PARTS = re.compile(r"[+-]?(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?")


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
        """One in the last printed digit; nothing where too few digits were printed to tell."""
        enough = self.decimals > 1 or (self.decimals == 1 and self.significant > 2)  # noqa: PLR2004, as 0.25 and 12.5
        return 10.0 ** max(self.exponent - self.decimals, -320) if enough else 0.0


def read(text: str) -> Printed:
    """What a float token says."""
    match = _PARTS.fullmatch(text)
    whole, fraction, exponent = match.groups() if match else ("", "", None)
    return Printed(
        value=float(text),
        decimals=len(fraction),
        significant=len((whole + fraction).lstrip("0")),
        # Python refuses to read an integer of 5,000 digits, and a float's exponent has three.
        exponent=max(min(int((exponent or "0")[:6]), 400), -400),
    )


def close(expected: Printed, actual: Printed, tolerance: float | None) -> bool:
    """Whether both say the same; `tolerance`, relative and absolute, takes the place of float32's."""
    if expected.value == actual.value:
        return True
    error = abs(expected.value - actual.value)
    size = max(abs(expected.value), abs(actual.value))
    if error == inf or tolerance == 0:
        return False
    if tolerance is not None and error <= tolerance + tolerance * size:
        return True
    # Doubles have 15 digits: 0.1235 - 0.1234 is a little more than a unit.
    if error <= min(expected.unit, actual.unit) * (1 + 1e-9) + size * 1e-15:
        return True
    return tolerance is None and (error <= RELATIVE * size or error < _near_zero(expected, actual))


def _near_zero(expected: Printed, actual: Printed) -> float:
    return ABSOLUTE if max(expected.decimals, actual.decimals) > 1 else ABSOLUTE_SHORT
