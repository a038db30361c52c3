"""Whether an output fits a pin: digit for digit, and `...` stands for anything, line breaks included."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_deck.judge.compare import machine
from build_deck.judge.compare.rules import Rules, same_gap
from build_deck.judge.compare.tokens import Kind, Token

ANYTHING = "..."


@dataclass(frozen=True, slots=True)
class _Piece:
    """The tokens between two `...`."""

    tokens: tuple[Token, ...]
    prefix: bool = False
    """Whether `...` follows without white space: a part of the last token will do."""
    suffix: bool = False
    """Whether it stands before without white space: the end of a token will do for the first."""


def fits(pin: str, text: str, rules: Rules) -> bool:
    """Whether `text` is what `pin` says; spaces at the ends of lines, and empty lines around both, do not count."""
    wanted, actual = rules.tokens(tidy(pin)), rules.tokens(tidy(text))
    return _fits(_pieces(wanted), actual, rules) and _aliased_alike(wanted, actual)


def _fits(pieces: Sequence[_Piece], actual: Sequence[Token], rules: Rules) -> bool:
    position = _after(pieces[0], actual, 0, rules, anywhere=False)
    if len(pieces) == 1 or position is None:
        return position == len(actual)
    for piece in pieces[1:-1]:
        position = _find(piece, actual, position, rules)
        if position is None:
            return False
    last = pieces[-1]
    start = len(actual) - len(last.tokens)
    return start >= position - last.suffix and _after(last, actual, start, rules) is not None


def _aliased_alike(pin: Sequence[Token], actual: Sequence[Token]) -> bool:
    """Whether objects that the pin gives one address have one; a pin that leaves some open says nothing of it."""
    wanted, found = ([t.text for t in tokens if t.kind is Kind.ADDRESS] for tokens in (pin, actual))
    return len(wanted) != len(found) or machine.pattern_of(wanted) == machine.pattern_of(found)


def tidy(text: str) -> str:
    """The text without what an editor takes away: spaces at the ends of lines, empty lines around it."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _pieces(tokens: Sequence[Token]) -> list[_Piece]:
    marks = [-1, *(i for i, token in enumerate(tokens) if token.text == ANYTHING), len(tokens)]
    return [
        _Piece(
            tuple(tokens[start + 1 : end]),
            prefix=end < len(tokens) and not tokens[end].gap,
            suffix=start >= 0 and start + 1 < end and not tokens[start + 1].gap,
        )
        for start, end in pairwise(marks)
    ]


def _find(piece: _Piece, actual: Sequence[Token], position: int, rules: Rules) -> int | None:
    """The position after the first place where the piece stands; the token before may serve both (`0.1...5`)."""
    for start in range(max(position - piece.suffix, 0), len(actual) - len(piece.tokens) + 1):
        found = _after(piece, actual, start, rules)
        if found is not None:
            return max(found, position)
    return None


def _after(piece: _Piece, actual: Sequence[Token], start: int, rules: Rules, *, anywhere: bool = True) -> int | None:
    """The position after the piece, if it stands at `start`; `anywhere` frees the white space before it."""
    end = start + len(piece.tokens)
    if start < 0 or end > len(actual):
        return None
    for index, (expected, token) in enumerate(zip(piece.tokens, actual[start:end], strict=True)):
        first, last = index == 0, index == len(piece.tokens) - 1
        part = _is_part(expected, token, start=not (first and piece.suffix), end=not (last and piece.prefix))
        if not part and not rules.same_token(expected, token):
            return None
        if not (first and anywhere) and not same_gap(expected, token):
            return None
    return end


def _is_part(expected: Token, token: Token, *, start: bool, end: bool) -> bool:
    """Whether one text is a part of the other, at its start, at its end or anywhere."""
    if (start and end) or expected.kind is Kind.LINE_BREAK:
        return False
    if start:
        return token.text.startswith(expected.text)
    return token.text.endswith(expected.text) if end else expected.text in token.text
