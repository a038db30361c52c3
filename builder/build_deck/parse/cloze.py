"""Deletions in a cloze note: `{{c1::text::hint}}` as Anki spells them, and `==text==` for short."""

import re
from collections.abc import Iterator

from markdown_it.rules_inline import StateInline

SPELLED = re.compile(r"\{\{c([1-9]\d{0,2})::")


def spelled(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    """True where `{{c1::…}}` begins; pushes cloze_open, the tokens of the text, cloze_close."""
    match = SPELLED.match(state.src, state.pos)
    if not match:
        return False
    text_end, end = _end_of_spelled(state, match.end())
    if end < 0 or text_end == match.end():
        return False
    if not silent:
        hint = state.src[text_end + 2 : end].strip() if text_end < end else ""
        _push(state, (match.end(), text_end), int(match[1]), hint)
    state.pos = end + 2
    return True


def marked(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    """True where `==text==` begins in a note that is marked as cloze; numbered in order, past the spelled ones."""
    start = state.pos
    if not state.env.get("cloze") or not state.src.startswith("==", start) or state.src[start - 1 : start] == "=":
        return False
    if state.src[start + 2 : start + 3] in {"", "=", " ", "\n", "\t"}:
        return False
    end = _end_of_marked(state, start + 2)
    if end < 0:
        return False
    if not silent:
        _push(state, (start + 2, end), _next_number(state), "")
    state.pos = end + 2
    return True


def _push(state: StateInline, text: tuple[int, int], number: int, hint: str) -> None:
    meta = {"number": number, "hint": hint}
    state.push("cloze_open", "", 1).meta = meta
    limit = state.posMax
    state.pos, state.posMax = text
    state.md.inline.tokenize(state)
    state.posMax = limit
    state.push("cloze_close", "", -1).meta = meta


def _next_number(state: StateInline) -> int:
    taken: set[int] = state.env.setdefault("cloze_numbers", set())
    number: int = state.env.get("cloze_last", 0) + 1
    while number in taken:
        number += 1
    state.env["cloze_last"] = number
    return number


def _end_of_spelled(state: StateInline, start: int) -> tuple[int, int]:
    """Where the text and the whole deletion end; code, math and nested deletions are skipped as wholes."""
    text_end = -1
    for position in _positions(state, start):
        if state.src.startswith("}}", position):
            return (position if text_end < 0 else text_end), position
        if text_end < 0 and state.src.startswith("::", position):
            text_end = position
    return -1, -1


def _end_of_marked(state: StateInline, start: int) -> int:
    for position in _positions(state, start):
        if state.src.startswith("==", position) and position > start and not state.src[position - 1].isspace():
            return position
    return -1


def _positions(state: StateInline, start: int) -> Iterator[int]:
    """Where each token begins from `start` on; the state's own position is as before whenever this yields."""
    position, origin = start, state.pos
    while position < state.posMax:
        yield position
        state.pos = position
        state.md.inline.skipToken(state)
        position, state.pos = state.pos, origin
