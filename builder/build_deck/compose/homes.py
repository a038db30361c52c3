"""The decks that an edition's notes are in, under the names that learners have them under.

Anki matches decks by name, and an import never moves a card: a deck that got another name would be a second one, beside
the first. So the lock keeps what each deck is called, number included, and here a title that changed is told instead.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from build_deck.compose.order import one_level, subdeck_name
from build_deck.errors import Level, Location, Problem
from build_deck.lock import Lock, Name
from build_deck.messages import quoted
from build_deck.model import EditionName, NoteSource, Section
from build_deck.render.text import tidy

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")
_NEAR = 0.5
"""The part of their words that two titles must share for one to be the other reworded."""


@dataclass(frozen=True, slots=True)
class Homes:
    """The decks of an edition."""

    edition: EditionName
    root: str
    """The full name of the edition's own."""
    subdecks: Mapping[str, str]
    """The full name of each section's, by its slug; empty where sections have none."""
    names: Mapping[str, Name]
    """The edition's lines of the next lock."""
    problems: tuple[Problem, ...] = ()

    def of(self, section: Section | None) -> str:
        """The full name of the deck that a section's notes are in, or those of none."""
        return self.subdecks.get(section.slug, self.root) if section else self.root

    def known(self, deck: str) -> str:
        """A full deck name if it is one of these, else the edition's own."""
        return deck if deck in self.subdecks.values() else self.root


def homes(lock: Lock, edition: EditionName, title: str, notes: Iterable[NoteSource], *, subdecks: bool = True) -> Homes:
    """The decks of an edition with this title and all these notes: as the lock has them, and new ones behind those."""
    wanted = f"deck/{edition}"
    root = lock.names.get(wanted, Name(title))
    every = tuple(notes)
    sections = _sections(every) if subdecks else []
    known = _known(lock, edition)
    moved = {note.section.slug for note in every if note.section and lock.note(edition, note.id)}
    kept = {**_inherited(known, sections, moved), **known}
    numbers = _numbers(known, sections)
    names = {
        section.slug: kept.get(section.slug, Name(subdeck_name(section, number)))
        for section, number in zip(sections, numbers, strict=True)
    }
    heirs = {id(name) for slug, name in names.items() if slug not in known}
    gone = {slug: name for slug, name in known.items() if slug not in names and id(name) not in heirs}
    lines = {f"section/{edition}/{slug}": name for slug, name in {**gone, **names}.items()}
    full = _clean(root.text, title)
    return Homes(
        edition,
        full,
        {slug: f"{full}::{one_level(tidy(name.text))}" for slug, name in names.items()},
        {wanted: root, **lines},
        tuple(_told(lock.path, root, title, sections, names)),
    )


def _clean(name: str, otherwise: str) -> str:
    """A whole deck name without what Anki would change in it: a lock may have been written by anybody."""
    parts = [part for each in tidy(name).split("::") if (part := " ".join(each.split()))]
    return "::".join(parts) or otherwise


def _sections(notes: Iterable[NoteSource]) -> list[Section]:
    """The sections that have notes, in the order of their numbers."""
    found = {note.section.slug: note.section for note in notes if note.section}
    return sorted(found.values(), key=lambda section: section.index)


def _known(lock: Lock, edition: str) -> Mapping[str, Name]:
    """The lock's names of sections by slug, in the order of their numbers."""
    start = f"section/{edition}/"
    found = {key.removeprefix(start): name for key, name in lock.names.items() if key.startswith(start)}
    return dict(sorted(found.items(), key=lambda pair: _number(pair[1])))


def _number(name: Name) -> int:
    found = _NUMBER.match(name.text)
    return int(found[0]) if found else 0


def _numbers(known: Mapping[str, Name], sections: Sequence[Section]) -> Iterator[int]:
    """A number for each section; those that were published keep theirs, and no other gets one of them."""
    last = max(map(_number, known.values()), default=0)
    for section in sections:
        if known and section.slug not in known:
            last += 1
        yield last if known else section.index


def _inherited(known: Mapping[str, Name], sections: Sequence[Section], moved: Collection[str]) -> Mapping[str, Name]:
    """The name of each new section that is one that is gone, reworded: in its place, or in nearly its words.

    `moved` are the sections that hold published notes: one that is gone and one that is new with notes of before, where
    no others changed, are the same, too.
    """
    after = {section.slug: section for section in sections}
    gone = [slug for slug in known if slug not in after]
    found = {new: old for new, old in _replaced(list(known), list(after)) if new not in known and old in gone}
    for slug, section in after.items():
        if slug in known or slug in found:
            continue
        near = (old for old in gone if old not in found.values() and _alike(known[old].text, section.title))
        if old := next(near, None):
            found[slug] = old
    left = [slug for slug in gone if slug not in found.values()]
    new = [slug for slug in after if slug not in known and slug not in found and slug in moved]
    found |= zip(new, left, strict=True) if len(new) == len(left) == 1 else ()
    return {new: known[old] for new, old in found.items()}


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What stands after where as many stood before, with what did."""
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "replace" and j - i == m - k:
            yield from zip(after[k:m], before[i:j], strict=True)


def _alike(name: str, title: str) -> bool:
    """Whether a section's title is that of a subdeck's name, a few words more or fewer."""
    old, new = _NUMBER.sub("", name, count=1).strip().casefold(), title.casefold()
    words, others = (set(_WORD.findall(text)) for text in (old, new))
    return old in new or new in old or len(words & others) >= _NEAR * len(words | others) > 0


def _told(
    path: str, root: Name, title: str, sections: Sequence[Section], names: Mapping[str, Name]
) -> Iterator[Problem]:
    """A warning for each title that is not what learners have its deck under."""
    if root.text != title:
        yield _renamed("deck-renamed", "deck", Location(path, root.line), title, root.text)
    for section in sections:
        name = names[section.slug]
        wanted = subdeck_name(section, _number(name))
        if name.text != wanted:
            yield _renamed("section-renamed", "section", Location(path, name.line), wanted, name.text)


def _renamed(code: str, what: str, place: Location, new: str, old: str) -> Problem:
    return Problem(
        code,
        place,
        f"The {what} is called {quoted(new)} now; learners have its cards in {quoted(old)}, and that name stays: under "
        "another, new cards would come into a second deck beside it.",
        f"Leave it so, or write the new name into line {place.line} of {place.path}; whoever has the deck then renames "
        "it in Anki, before importing; `build-deck push` does it by itself.",
        Level.WARNING,
    )
