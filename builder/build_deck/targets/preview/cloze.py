"""The blanks of a field, hidden on a card's front and shown on its back, as Anki writes them."""

import html
import re

from build_deck.targets.preview.mathematics import FORMULA

_TOKEN = re.compile(r"\{\{c(\d+)::|\}\}")
_TAG = re.compile(r"<[^>]*>")


def reveal(text: str, number: int, *, answer: bool) -> str:
    """The text as the card of blank `number` shows it; nothing where it has no such blank.

    What is marked inside a formula is marked no more: there TeX is all that may stand.
    """
    if not re.search(rf"\{{\{{c{number}::", text):
        return ""
    shown = _Reader(text, number, answer=answer).read()
    return FORMULA.sub(lambda formula: _TAG.sub("", formula[0]), shown)


class _Reader:
    """One pass over the text; blanks may stand in blanks."""

    def __init__(self, text: str, number: int, *, answer: bool) -> None:
        self._text, self._number, self._answer = text, number, answer

    def read(self) -> str:
        open_blanks: list[int] = []
        parts = [""]
        done = 0
        for token in _TOKEN.finditer(self._text):
            if not token[1] and not open_blanks:
                continue
            parts[-1] += self._text[done : token.start()]
            done = token.end()
            if token[1]:
                open_blanks.append(int(token[1]))
                parts.append("")
            else:
                inside = parts.pop()
                parts[-1] += self._blank(open_blanks.pop(), inside)
        parts[-1] += self._text[done:]
        return "".join(
            part if not depth else f"{{{{c{open_blanks[depth - 1]}::{part}" for depth, part in enumerate(parts)
        )

    def _blank(self, number: int, inside: str) -> str:
        text, _, hint = inside.partition("::")
        if number != self._number:
            return f'<span class="cloze-inactive" data-ordinal="{number}">{text}</span>'
        if self._answer:
            return f'<span class="cloze" data-ordinal="{number}">{text}</span>'
        kept = html.escape(text)
        return f'<span class="cloze" data-cloze="{kept}" data-ordinal="{number}">[{hint or "..."}]</span>'
