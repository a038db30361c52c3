"""The rules that a context sets: when two texts say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_deck.judge.compare import floats, machine
from build_deck.judge.compare.context import Context, Precision, Why
from build_deck.judge.compare.floats import Printed
from build_deck.judge.compare.tokens import Kind, Token, tokenize


@dataclass(frozen=True, slots=True)
class Rules:
    """How far two outputs may be apart and still say the same."""

    precision: Precision | None = None
    """What rounding may explain; None where nothing may differ."""
    tolerance: float | None = None
    """The author's own."""
    aliases: bool = False
    """Whether equal addresses must be equal again."""

    @classmethod
    def of(cls, context: Context, tolerance: float | None) -> "Rules":
        """The rules of a context, for a snippet whose author gave it this tolerance."""
        if context.why is Why.EDITED:
            return cls(aliases=True)
        precision = context.precision if context.tolerant and tolerance != 0 else None
        return cls(precision, tolerance or None, aliases=context.why is Why.PIN)

    @property
    def exact(self) -> bool:
        """Whether the texts must be equal."""
        return self.precision is None and self.tolerance is None

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens that count."""
        return tokenize(machine.neutral(text, elsewhere=self.precision is not None))

    def same_text(self, expected: str, actual: str) -> bool:
        """Whether both texts say the same."""
        if machine.same(expected, actual, aliases=self.aliases):
            return True
        return not self.exact and self._same(self.tokens(expected), self.tokens(actual))

    def _same(self, expected: Sequence[Token], actual: Sequence[Token]) -> bool:
        if len(expected) != len(actual):
            return False
        pairs = [*zip(expected, actual, strict=True)]
        if not all(_comparable(e, a) and same_gap(e, a) for e, a in pairs):
            return False
        numbers = [(floats.read(e.text), floats.read(a.text), e, a) for e, a in pairs if e.kind is Kind.FLOAT]
        largest = _largest(numbers)
        kept: list[tuple[float, float]] = []
        for e, a, old, new in numbers:
            if old.text == new.text or self._rounded(e, a):
                kept.append((e.value, a.value))
            elif not self._same_element(e, a, old, new, largest):
                return False
        return self.tolerance is not None or floats.in_order(kept)

    def _rounded(self, expected: Printed, actual: Printed) -> bool:
        if self.tolerance is not None and floats.allowed(expected, actual, self.tolerance):
            return True
        return self.precision is not None and floats.rounded(expected, actual, self.precision)

    def _same_element(
        self, expected: Printed, actual: Printed, old: Token, new: Token, largest: dict[int, Printed]
    ) -> bool:
        if self.precision is None or not old.array or old.array != new.array:
            return False
        return floats.rounded_inside(expected, actual, self.precision, largest[old.array])

    def same_token(self, expected: Token, actual: Token) -> bool:
        """Whether both tokens say the same, taken by themselves, white space aside."""
        if not _comparable(expected, actual):
            return False
        if expected.kind is not Kind.FLOAT or expected.text == actual.text:
            return True
        return self._rounded(floats.read(expected.text), floats.read(actual.text))


def _comparable(expected: Token, actual: Token) -> bool:
    """Whether both tokens are of a kind, and equal where they are no floats."""
    if expected.kind is not actual.kind:
        return False
    return expected.kind in (Kind.FLOAT, Kind.ADDRESS, Kind.LINE_BREAK) or expected.text == actual.text


def same_gap(expected: Token, actual: Token) -> bool:
    """Whether the white space before both is the same, or keeps a column that a float of other width moved."""
    if expected.gap == actual.gap or (expected.free and actual.free):
        return True
    return expected.column == actual.column or (expected.kind is Kind.FLOAT and expected.end == actual.end)


_Number = tuple[Printed, Printed, Token, Token]


def _largest(numbers: Sequence[_Number]) -> dict[int, Printed]:
    """The largest element of each array, on either side."""
    found: dict[int, Printed] = {}
    for array, element in _elements(numbers):
        if array not in found or abs(element.value) > abs(found[array].value):
            found[array] = element
    return found


def _elements(numbers: Sequence[_Number]) -> Iterator[tuple[int, Printed]]:
    return ((token.array, element) for e, a, token, _ in numbers if token.array for element in (e, a))
