"""Anki's blanks: `{{c1::text::hint}}`.

Anki reads a cloze up to the first `}}`, and takes what follows `::` for its hint, wherever they stand. So within cloze
notes every brace and every double colon that is text is written as a character reference (see `guard`), and the marks
made here are the only ones in the field.
"""

import re

from build_deck.render.text import escape, guard, guard_tex

_SPELLED = re.compile(r"\{\{c([1-9][0-9]{0,2})::")
_BLANK = re.compile(r"\{\{c[0-9]+::(?:(?!\{\{|\}\}).)*\}\}", re.DOTALL)
_MARK = re.compile(r"\{\{c([0-9]+)::")


def open_mark(number: int) -> str:
    """Where blank `number` begins."""
    return f"{{{{c{number}::"


def close_mark(hint: str = "") -> str:
    """Where a blank ends, with the hint that stands in its place on the front."""
    return f"::{guard(escape(hint), cloze=True)}}}}}" if hint else "}}"


def blank_line(line: str, number: int) -> str:
    """A highlighted line as a blank that leaves its indentation, so that code around it keeps its shape."""
    bare = line.lstrip(" \t")
    if not bare:
        return line
    return f"{line[: len(line) - len(bare)]}{open_mark(number)}{bare}{close_mark()}"


def tex_with_clozes(tex: str) -> str:
    """TeX as HTML for a cloze note: blanks that are spelled out in it stay blanks, all other braces are guarded."""
    parts: list[str] = []
    done = 0
    for found in _SPELLED.finditer(tex):
        end = _closing(tex, found.end())
        if found.start() < done or end is None:
            continue
        inside, hint = _with_hint(tex[found.end() : end])
        parts += [guard_tex(tex[done : found.start()], cloze=True), open_mark(int(found[1]))]
        parts += [guard_tex(inside, cloze=True), close_mark(hint)]
        done = end + 2
    return "".join([*parts, guard_tex(tex[done:], cloze=True)])


def _closing(tex: str, start: int) -> int | None:
    """Where the `}}` stands that closes a blank begun before `start`: TeX's own braces come in pairs."""
    depth = 0
    for index in range(start, len(tex)):
        if tex[index] == "{":
            depth += 1
        elif tex[index] == "}":
            if depth == 0:
                return index if tex.startswith("}}", index) else None
            depth -= 1
    return None


def _with_hint(inside: str) -> tuple[str, str]:
    """A blank's TeX and its hint, which `::` outside all braces sets off."""
    pieces = inside.split("::")
    for index in range(1, len(pieces)):
        before = "::".join(pieces[:index])
        if before.count("{") == before.count("}"):
            return before, "::".join(pieces[index:])
    return inside, ""


def numbers(markup: str) -> frozenset[int]:
    """The numbers of the blanks in finished HTML: one card each."""
    return frozenset(int(number) for number in _MARK.findall(markup))


def emptied(markup: str) -> str:
    """Finished HTML with `[…]` for every blank, the innermost first."""
    while _BLANK.search(markup):
        markup = _BLANK.sub("[…]", markup)
    return markup
