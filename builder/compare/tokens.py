"""What a printed output says, as tokens: floats, integers, addresses, words, line breaks.

Three things are taken away first because they differ between machines that agree: the device and the `grad_fn` of a
tensor's repr, and NumPy 2's scalar wrappers (`np.float64(1.5)` says what `1.5` said before).

White space is a property of the token that follows it. Inside a printed array it is layout: NumPy and PyTorch choose
widths and line breaks by the widest element, so that one last digit can move all of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import accumulate


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
    """Whether it stands inside a printed array, where white space is layout."""

    @property
    def end(self) -> int:
        """The column after its last character."""
        return self.column + len(self.text)


_MACHINE = (
    (re.compile(r",\s*device='(?:cpu|cuda|mps|xpu|hip)(?::\d+)?'"), ""),
    (re.compile(r",\s*grad_fn=<[^<>\n]*>"), ""),
    (re.compile(r"\b(?:np|numpy)\.(?:u?int\d+|float\d+|longdouble|complex\d+|str_|bool_?)\(([^()\n]*)\)"), r"\1"),
    (re.compile(r"\b(?:np|numpy)\.(True|False)_\b"), r"\1"),
    # What cannot be encoded cannot be recorded either.
    (re.compile("[\ud800-\udfff]"), "\ufffd"),
)

_NUMBER = r"(?:\d+\.(?!\.\.)\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?"

# The order matters: the first form that fits wins.
_TOKEN = re.compile(
    rf"""
    (?P<break>\r\n|\n|\r)
  | (?P<space>[^\S\r\n]+)
  | (?P<address>(?<=[aA][tT][ ])0x[0-9a-fA-F]+ | (?<!\w)0x[0-9a-f]{{9,12}}(?!\w))
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


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of `text`, without what only the machine decides."""
    for pattern, replacement in _MACHINE:
        text = pattern.sub(replacement, text)
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
        return Kind.INTEGER if piece.lstrip("+-").isdigit() else Kind.FLOAT
    return Kind.WORD


def _settle(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with array layout marked, line breaks inside arrays dropped, and full stops told from `1.`."""
    layout = _layout(tokens)
    for index, token in enumerate(tokens):
        if index in layout:
            if token.kind is not Kind.LINE_BREAK:
                yield replace(token, free=True)
        elif token.kind is Kind.FLOAT and token.text.endswith("."):
            yield replace(token, kind=Kind.INTEGER)
        else:
            yield token


def _layout(tokens: Sequence[Token]) -> set[int]:
    """The indices of tokens inside printed arrays, the opening brackets left out."""
    change = [0] * (len(tokens) + 1)
    for start, end in (*_arrays(tokens), *_calls(tokens)):
        change[start + 1] += 1
        change[end + 1] -= 1
    return {index for index, depth in enumerate(accumulate(change)) if depth > 0}


def _arrays(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
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
