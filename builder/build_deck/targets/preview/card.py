"""The cards of a note, and a side of one as a page of its own."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from build_deck.model import Note, Notetype
from build_deck.notetypes import cards
from build_deck.targets.preview.cloze import reveal
from build_deck.targets.preview.mathematics import with_formulas
from build_deck.targets.preview.template import Filter, fill, shows

Side = Literal["front", "back"]

_SOUND = re.compile(r"\[sound:([^\]]+)\]")
_BASE = (
    "body { margin: 20px; overflow-wrap: break-word; } img { max-width: 100%; } .cloze { font-weight: bold; }"
    " .nightMode { color-scheme: dark; }"
)
"""What Anki's own reviewer has under the notetype's style sheet, as far as cards of ours are touched by it."""
_TYPED = re.compile(r"\[\[type:([^\]]+)\]\]")
_TO_TYPE = '<input type="text" id="typeans" autocapitalize="none" autocomplete="off" spellcheck="false">'
_TARGET = '<base target="_blank">'


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a note."""

    name: str
    """As Anki names it: the template's name, with the blank's number behind it where it is about one."""
    ordinal: int
    """From 0: the template, or the blank's number less one."""


def cards_of(note: Note, notetype: Notetype) -> tuple[Card, ...]:
    """The cards that Anki makes of the note."""
    if notetype.cloze:
        numbers = cards.of_clozes(note.fields, cards.cloze_fields(notetype))
        return tuple(Card(f"{notetype.templates[0].name} {number + 1}", number) for number in numbers)
    made = (
        Card(template.name, ordinal)
        for ordinal, template in enumerate(notetype.templates)
        if shows(template.question, note.fields)
    )
    return tuple(made) or (Card(notetype.templates[0].name, 0),)


def side(note: Note, notetype: Notetype, card: Card, which: Side) -> str:
    """What stands on one side of the card, as HTML."""
    template = notetype.templates[0 if notetype.cloze else card.ordinal]
    fields = {**_special(note, card), **note.fields}
    front = fill(template.question, fields, _filters(card, answer=False))
    if which == "front":
        return _finished(_TYPED.sub(_TO_TYPE, front))
    fields["FrontSide"] = _SOUND.sub("", front)
    back = fill(template.answer, fields, _filters(card, answer=True))
    return _finished(_TYPED.sub(lambda mark: f'<code id="typeans">{note.fields.get(mark[1], "")}</code>', back))


def page(note: Note, notetype: Notetype, card: Card, which: Side, *, night: bool) -> str:
    """One side of the card as a whole page, with the classes that Anki gives it."""
    classes = f"card card{card.ordinal + 1}" + (" nightMode night_mode" if night else "")
    root = ' class="night-mode nightMode"' if night else ""
    title = html.escape(note.id)
    return (
        f'<!doctype html>\n<html{root}><head><meta charset="utf-8"><title>{title}</title>{_TARGET}'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_BASE}</style>'
        f"<style>{notetype.css}</style></head>"
        f'<body class="{classes}"><div id="qa">{side(note, notetype, card, which)}</div></body></html>\n'
    )


def _filters(card: Card, *, answer: bool) -> Mapping[str, Filter]:
    return {"cloze": partial(_cloze, card.ordinal + 1, answer=answer), "type": _typed}


def _cloze(number: int, _name: str, text: str, *, answer: bool) -> str:
    return reveal(text, number, answer=answer)


def _typed(name: str, _text: str) -> str:
    """The mark that the reviewer makes a line to type into of, and on a back, also in its front, what was typed."""
    return f"[[type:{name}]]"


def _special(note: Note, card: Card) -> dict[str, str]:
    """What Anki fills in beside a note's fields."""
    return {"Tags": " ".join(note.tags), "Deck": note.deck, "Subdeck": note.deck.rpartition("::")[2], "Card": card.name}


def _finished(markup: str) -> str:
    played = _SOUND.sub(lambda found: f'<audio controls preload="none" src="{html.escape(found[1])}"></audio>', markup)
    return with_formulas(played)
