"""Whether an output fits a pin: the same rules, and `...` stands for anything, line breaks included."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.compare.text import same_gap, same_token
from builder.compare.tokens import Kind, Token, tokenize

ANYTHING = "..."


@dataclass(frozen=True, slots=True)
class _Piece:
    """The tokens between two `...`."""

    tokens: tuple[Token, ...]
    prefix: bool = False
    """Whether `...` follows without white space: a part of the last token will do."""
    suffix: bool = False
    """Whether it stands before without white space: the end of a token will do for the first."""


def fits(pin: str, text: str, tolerance: float | None) -> bool:
    """Whether `text` is what `pin` says; spaces at the ends of lines, and empty lines around both, do not count."""
    pieces = _pieces(tokenize(tidy(pin)))
    actual = tokenize(tidy(text))
    position = _after(pieces[0], actual, 0, tolerance, anywhere=False)
    if len(pieces) == 1 or position is None:
        return position == len(actual)
    for piece in pieces[1:-1]:
        position = _find(piece, actual, position, tolerance)
        if position is None:
            return False
    last = pieces[-1]
    start = len(actual) - len(last.tokens)
    return start >= position - last.suffix and _after(last, actual, start, tolerance) is not None


def tidy(text: str) -> str:
    """The text without what an editor takes away: spaces at the ends of lines, empty lines around it."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _pieces(tokens: tuple[Token, ...]) -> list[_Piece]:
    marks = [-1, *(i for i, token in enumerate(tokens) if token.text == ANYTHING), len(tokens)]
    return [
        _Piece(
            tokens[start + 1 : end],
            prefix=end < len(tokens) and not tokens[end].gap,
            suffix=start >= 0 and start + 1 < end and not tokens[start + 1].gap,
        )
        for start, end in pairwise(marks)
    ]


def _find(piece: _Piece, actual: Sequence[Token], position: int, tolerance: float | None) -> int | None:
    """The position after the first place where the piece stands; the token before may serve both (`0.1...5`)."""
    for start in range(max(position - piece.suffix, 0), len(actual) - len(piece.tokens) + 1):
        found = _after(piece, actual, start, tolerance)
        if found is not None:
            return max(found, position)
    return None


def _after(
    piece: _Piece, actual: Sequence[Token], start: int, tolerance: float | None, *, anywhere: bool = True
) -> int | None:
    """The position after the piece, if it stands at `start`; `anywhere` frees the white space before it."""
    end = start + len(piece.tokens)
    if start < 0 or end > len(actual):
        return None
    for index, (expected, token) in enumerate(zip(piece.tokens, actual[start:end], strict=True)):
        first, last = index == 0, index == len(piece.tokens) - 1
        part = _is_part(expected, token, start=not (first and piece.suffix), end=not (last and piece.prefix))
        if not part and not same_token(expected, token, tolerance):
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
