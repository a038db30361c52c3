"""Notes that their source no longer has, as they are packed."""

import html
import re
from collections.abc import Callable, Collection, Mapping

from build_deck.compose.fit import tag_fault
from build_deck.compose.identity import guid
from build_deck.errors import Location
from build_deck.lock import Entry, Lock
from build_deck.model import Note, Notetype, NotetypeName
from build_deck.notetypes import MINE, cards
from build_deck.render.kept import clean_address, clean_field, media_in
from build_deck.render.text import tidy

TAG = "retired"
NOTICE = "This question is no longer part of the deck. You may delete it."
_ASIDE = {"Source", "Link", "Id", MINE}
"""Fields that an answer shows beside what it says."""
_IN_ATTRIBUTE = re.compile(r"=[\"'][^\"']*\{\{(?:[^{}]*:)?([^{}#^/:]+)\}\}")
_REPLACEMENT = re.compile(r"\{\{(?:[^{}]*:)?([^{}#^/:]+)\}\}")


def retired(  # noqa: PLR0913  # each says something else of the same few notes
    lock: Lock,
    edition: str,
    media: Collection[str] = (),
    *,
    home: Callable[[str], str],
    notetypes: Mapping[NotetypeName, Notetype],
    first_due: int,
    notice: str = NOTICE,
) -> tuple[Note, ...]:
    """The edition's retired notes, to be packed behind all others: tagged, and with `notice` above their answer.

    `home` gives the deck that one belongs in now, by the full name of the one it was last in, empty where that is lost.
    `media` are the names of the pictures and sounds that are there; of another picture stays its description.
    """
    entries = sorted((id_, entry) for id_, entry in lock.notes(edition).items() if entry.retired)
    shown = {id_: _fields(entry, notetypes[entry.notetype], notice, media) for id_, entry in entries if entry.notetype}
    return tuple(
        Note(
            id=id_,
            guid=guid(lock.deck, edition, id_),
            notetype=name,
            fields=shown[id_],
            tags=tuple(sorted({*(tag for tag in kept.tags if not tag_fault(tag)), TAG})),
            deck=home(tidy(kept.deck)),
            due=first_due + place,
            media=tuple(sorted({used for text in shown[id_].values() for used in media_in(text)})),
            location=Location(lock.path, entry.line),
            retired=True,
        )
        for place, (id_, entry) in enumerate(entries)
        if (kept := entry.retired) and (name := entry.notetype)
    )


def _fields(entry: Entry, notetype: Notetype, notice: str, media: Collection[str]) -> Mapping[str, str]:
    said = _cleaned(entry.retired.fields if entry.retired else {}, notetype, media)
    fields = said if said.get(notetype.fields[0].name) else _question(entry.question, notetype)
    line = f'<p class="bd-retired">{html.escape(notice, quote=False)}</p>'
    return {**fields, **{name: line + fields.get(name, "") for name in answers(notetype)}}


def _cleaned(fields: Mapping[str, str], notetype: Notetype, media: Collection[str]) -> Mapping[str, str]:
    """Return those of the fields that the notetype has, with what a card may hold: anybody may have written them."""
    sides = (side for template in notetype.templates for side in (template.question, template.answer))
    addresses = {name for side in sides for name in _IN_ATTRIBUTE.findall(side)}
    known = (field.name for field in notetype.fields if field.name in fields)
    return {
        name: clean_address(fields[name]) if name in addresses else clean_field(fields[name], media) for name in known
    }


def _question(question: str, notetype: Notetype) -> Mapping[str, str]:
    """The fields of a note of which only the question is known, with as many clozes as it had."""
    first = notetype.fields[0].name
    text = html.escape(question, quote=False).replace("[", "&#91;")
    clozed = cards.cloze_fields(notetype)
    if not clozed or first in clozed:
        return {first: text}
    clozes = " ".join(found[0] for found in cards.CLOZE.finditer(text))
    return {first: cards.CLOZE.sub("", text).strip() or "…", clozed[0]: clozes}


def answers(notetype: Notetype) -> list[str]:
    """For each template the first field that only an answer shows; where there is none, the first card's answer."""
    asked = [set(_REPLACEMENT.findall(template.question)) for template in notetype.templates]
    shown = [set(_REPLACEMENT.findall(template.answer)) - _ASIDE for template in notetype.templates]
    firsts = [_first(notetype, names - set().union(*asked)) for names in shown]
    return list(dict.fromkeys(name for name in firsts if name)) or [_first(notetype, shown[0] - asked[0])]


def _first(notetype: Notetype, names: Collection[str]) -> str:
    return next((field.name for field in notetype.fields if field.name in names), "")
