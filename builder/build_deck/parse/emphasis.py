"""Emphasis beside Chinese, Japanese and Korean text.

CommonMark closes `**` after punctuation only before a space, so `**稀有度：**常见` stays literal: those scripts have no
spaces. Here a CJK character counts as a border, which is what authors expect (commonmark/commonmark-spec#650).
"""

import re

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_CJK = re.compile(
    r"[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


def emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    """True where a run of `*` or `_` begins; each becomes a text token that markdown-it pairs up later."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    can_open, can_close = _flanks(state, end, marker)
    for _ in range(end - state.pos):
        state.push("text", "", 0).content = marker
        delimiter = Delimiter(ord(marker), end - state.pos, len(state.tokens) - 1, -1, can_open, can_close)
        state.delimiters.append(delimiter)
    state.pos = end
    return True


def _flanks(state: StateInline, end: int, marker: str) -> tuple[bool, bool]:
    """Whether the run from the state's position to `end` may open and may close emphasis."""
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    left = not _space(after) and (not _hard_punctuation(after) or _border(before))
    right = not _space(before) and (not _hard_punctuation(before) or _border(after))
    if marker == "*":
        return left, right
    return left and (not right or _punctuation(before)), right and (not left or _punctuation(after))


def _space(character: str) -> bool:
    return isWhiteSpace(ord(character)) or character == "\n"


def _punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _hard_punctuation(character: str) -> bool:
    return _punctuation(character) and not _CJK.match(character)


def _border(character: str) -> bool:
    return _space(character) or _punctuation(character) or bool(_CJK.match(character))
