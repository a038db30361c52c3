"""What a printed output says, as tokens: floats, integers, addresses, words, line breaks.

White space is a property of the token that follows it. Inside a printed array it is layout: NumPy and PyTorch choose
widths and line breaks by the widest element, so that one last digit can move all of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import accumulate

from build_deck.judge.compare import machine


class Kind(Enum):
    """How a token is compared."""

    FLOAT = auto()
    INTEGER = auto()
    ADDRESS = auto()
    LINE_BREAK = auto()
    WORD = auto()
    """Everything else: names, punctuation, a single sign."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token and where it stands on its line."""

    kind: Kind
    text: str
    gap: str
    """The white space between the token before it and this one."""
    column: int
    """Counted from 0, of `text`."""
    free: bool = False
    """Whether it stands inside brackets that hold numbers alone, where white space is layout."""
    array: int = 0
    """Which printed array it is an element of, from 1; 0 for none. A Python list is none."""

    @property
    def end(self) -> int:
        """The column after its last character."""
        return self.column + len(self.text)


_NUMBER = r"(?:\d{1,3}(?:[,_]\d{3})+(?:\.\d+)?(?![\d,_])|(?:\d+\.(?!\.\.)\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)"

# The order matters: the first form that fits wins.
_TOKEN = re.compile(
    rf"""
    (?P<break>\r\n|\n|\r)
  | (?P<space>[^\S\r\n]+)
  | (?P<address>{machine.ADDRESS})
  | (?P<exact>
        (?<!\w)0[xXbBoO][0-9a-fA-F]+                                        # a literal in another base
      | (?<!\w)0[xX](?=\.\.\.)                                              # the beginning of one, in a pin
      | (?<![\w.])\d+(?:\.\d+){{2,}}                                        # a version
      | (?<![\w.])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{{8,}}(?![\w.])  # a digest
      | [^\W\d]\w*
      | \.\.\.
    )
  | (?P<number>(?:(?<![\w.)\]])[+-](?=\.?\d) | [+-](?={_NUMBER}j))?(?<![\w.]){_NUMBER})
  | (?P<other>\d+|.)
    """,
    re.VERBOSE,
)

_ARRAY_WORDS = frozenset({"[", "]", ",", "...", "nan", "inf", "-", "+", "j", "True", "False"})
_ARRAY_CALLS = frozenset({"tensor", "array", "Tensor", "Array", "Parameter", "masked_array", "matrix"})
_VERSIONED = frozenset(
    {
        "python",
        "version",
        "versions",
        "release",
        "torch",
        "pytorch",
        "numpy",
        "scipy",
        "pandas",
        "matplotlib",
        "sklearn",
    }
    | {"transformers", "tensorflow", "jax", "cuda", "cudnn", "rocm", "triton", "gcc", "glibc", "linux", "v"}
)
"""Words before a number with one point that make it a version: Python 3.11 and Python 3.12 are not nearly the same."""
_BETWEEN = frozenset({":", "=", "==", "(", "'", '"', "-", ">", "<"})


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of `text`."""
    return tuple(_settle(list(_scan(text))))


def _scan(text: str) -> Iterator[Token]:
    gap = ""
    line_start = 0
    for match in _TOKEN.finditer(text):
        piece = match.group()
        if match.lastgroup == "space":
            gap = piece
            continue
        yield Token(_kind(match.lastgroup, piece), piece, gap, match.start() - line_start)
        gap = ""
        if match.lastgroup == "break":
            line_start = match.end()
    if gap:
        yield Token(Kind.WORD, "", gap, len(text) - line_start)


def _kind(group: str | None, piece: str) -> Kind:
    if group == "break":
        return Kind.LINE_BREAK
    if group == "address":
        return Kind.ADDRESS
    if group == "number":
        return Kind.FLOAT if "." in piece or "e" in piece or "E" in piece else Kind.INTEGER
    return Kind.WORD


def _settle(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with arrays marked, line breaks inside them dropped, and what looks like a float and is none told."""
    brackets, calls = [*_brackets(tokens)], [*_calls(tokens)]
    layout = _depths(len(tokens), [*brackets, *calls])
    commas = [*accumulate(token.text == "," for token in tokens)]  # between brackets, they tell a Python list
    arrays = _numbered(len(tokens), [*calls, *((i, j) for i, j in brackets if commas[i] == commas[j])])
    for index, token in enumerate(tokens):
        if layout[index]:
            if token.kind is not Kind.LINE_BREAK:
                yield replace(token, free=True, array=arrays[index])
        elif token.kind is Kind.FLOAT and token.text.endswith("."):
            yield replace(token, kind=Kind.INTEGER)  # a full stop
        elif token.kind is Kind.FLOAT and _is_version(tokens, index):
            yield replace(token, kind=Kind.WORD)
        else:
            yield token


def _depths(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """How many of the pairs each index stands in, the first index of a pair left out."""
    change = [0] * (count + 1)
    for start, end in pairs:
        change[start + 1] += 1
        change[end + 1] -= 1
    return [*accumulate(change[:count])]


def _numbered(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The number of the outermost pair that each index stands in, from 1; 0 for none."""
    numbers: list[int] = []
    number = 0
    for depth in _depths(count, pairs):
        number += bool(depth) and not (numbers and numbers[-1])
        numbers.append(number if depth else 0)
    return numbers


def _is_version(tokens: Sequence[Token], index: int) -> bool:
    before = index - 1
    while before >= 0 and tokens[before].text in _BETWEEN:
        before -= 1
    return before >= 0 and tokens[before].text.casefold() in _VERSIONED


def _brackets(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The first and last index of each pair of brackets with nothing but numbers between."""
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.text == "[":
            opened.append(index)
        elif token.text == "]":
            if opened:
                yield opened.pop(), index
        elif token.kind is Kind.WORD and token.text not in _ARRAY_WORDS:
            opened.clear()


def _calls(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The indices of the parentheses of each `tensor(…)`."""
    opened: list[int | None] = []
    for index, token in enumerate(tokens):
        if token.text == "(":
            opened.append(index if index and tokens[index - 1].text in _ARRAY_CALLS else None)
        elif token.text == ")" and opened:
            start = opened.pop()
            if start is not None:
                yield start, index
