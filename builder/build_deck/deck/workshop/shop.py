"""The workshop of one command: a store, this process' own hand, and a crew where there is much to do."""

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter, is_
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from build_deck.deck.workshop import digest, kept
from build_deck.deck.workshop.crew import Crew, can_fork
from build_deck.deck.workshop.hand import Hand, draw_note, still_there
from build_deck.deck.workshop.kept import Memory
from build_deck.deck.workshop.values import Drawn, NoteOutputs, ReadFile, Terms, Wanted, Written
from build_deck.disk.files import read_file
from build_deck.disk.store import Store, user_store
from build_deck.model import Document, NoteSource

FILES, NOTES = "file-1", "note-1"
"""Rooms of the store; the number is that of the form of what is in them."""

T = TypeVar("T")
_DRAWN = attrgetter("title", "front", "back", "source", "hint", "snippets")
_RARELY = (100_000, 20, 20)
"""How often to look for garbage in circles. 10,000 notes are a million values that stay, and to look through them again
and again takes a third of the time of a build in which little changed; there is hardly any such garbage."""
MUCH = 300_000
"""Characters of Markdown: from here on forking, and carrying over what comes of it, costs less than it saves."""


@dataclass(slots=True)
class _Sheet:
    """Notes of one file that have to be drawn."""

    written: Written
    terms: Terms
    names: list[str] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)


class Workshop:
    """Whoever reads and draws for one command; leave it by `with`, or nothing is ended."""

    def __init__(self, store: Store | None = None, *, hands: int | None = 1) -> None:
        """Let it remember in `store`, and have as many hands at most (None: a hand a CPU)."""
        self._store = store or Store(None, None)
        self._hands = hands
        self._own = Hand()
        self._crew: Crew | None = None
        self._written: dict[str, Written] = {}
        self._places: dict[str, tuple[str, int, NoteSource]] = {}
        """By a note's digest: the name of a file that it is in, its place there, and the note as it was read."""
        self._contents: dict[str, str] = {}
        self._before = gc.get_threshold()

    def __enter__(self) -> Self:
        gc.set_threshold(*_RARELY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gc.set_threshold(*self._before)
        if self._crew:
            self._crew.dismiss()
        self._store.close()

    # ---- files -------------------------------------------------------------------------------------------------------

    def read(self, files: Sequence[Written]) -> tuple[ReadFile, ...]:
        """Return the notes of each file, and what is wrong with it, in their order."""
        names = [digest.of_file(written) for written in files]
        self._written |= zip(names, files, strict=True)
        found = self._known(dict.fromkeys(names))
        found |= self._read_anew([name for name in dict.fromkeys(names) if name not in found])
        for name, read in found.items():
            self._places |= {note.digest: (name, place, note) for place, note in enumerate(read.document.notes)}
        return tuple(found[name] for name in names)

    def _known(self, names: Iterable[str]) -> dict[str, ReadFile]:
        known = self._store.get_all(FILES, names)
        decoded = {name: kept.file(data, self._again(name)) for name, data in known.items()}
        return {name: read for name, read in decoded.items() if read and still_there(self._written[name], read.asked)}

    def _read_anew(self, names: Sequence[str]) -> dict[str, ReadFile]:
        crew = self._crew_for(names)
        if crew is None:
            found = {name: self._own.read(name, self._written[name]) for name in names}
            if not self._store.keeps:
                return found
            datas = {name: kept.of_file(read) for name, read in found.items()}
            self._store.put_all(FILES, {name: data for name, data in datas.items() if found[name].lasting})
            return {name: replace(read, outline=kept.outline(datas[name])) for name, read in found.items()}
        answers = crew.share([(name, (name, self._written[name], None, ())) for name in names])
        found = {}
        lasting: dict[str, bytes] = {}
        for name, data in zip(names, answers, strict=True):
            read = kept.file(data, self._again(name)) if data else None
            if data and read and read.lasting:
                lasting[name] = data
            found[name] = read or self._own.read(name, self._written[name])
        self._store.put_all(FILES, lasting)
        return found

    def _again(self, name: str) -> Callable[[], Document]:
        return partial(self._own.document, name, self._written[name])

    # ---- notes -------------------------------------------------------------------------------------------------------

    def names(self, notes: Sequence[NoteSource], outputs: Sequence[NoteOutputs | None], terms: Terms) -> list[str]:
        """Return a name for each note's drawing: what has the same name is the same; empty for one not read here."""
        begun = digest.of_terms(terms)
        return [
            digest.of_drawing(begun, note, own, map(self._content, note.media)) if self._knows(note) else ""
            for note, own in zip(notes, outputs, strict=True)
        ]

    def draw(
        self,
        notes: Sequence[NoteSource],
        outputs: Sequence[NoteOutputs | None],
        terms: Terms,
        names: Sequence[str] | None = None,
    ) -> list[Drawn]:
        """Return the notes' fields, in their order; `outputs` has what each may show of its snippets.

        `names` are those of their drawings. A note that was not read here is drawn all the same, and not remembered.
        """
        names = self.names(notes, outputs, terms) if names is None else names
        known = self._store.get_all(NOTES, filter(None, names))
        found = {name: drawn for name, data in known.items() if (drawn := kept.drawn(data))}
        sheets: dict[str, _Sheet] = {}
        for name, note, own in zip(names, notes, outputs, strict=True):
            if name and name not in found:
                file, place, _ = self._places[note.digest]
                sheet = sheets.setdefault(file, _Sheet(self._written[file], terms))
                sheet.names.append(name)
                sheet.wanted.append(Wanted(place, own, note.section))
        found |= self._draw_anew(sheets)
        return [
            found[name] if name else draw_note(note, terms, own)
            for name, note, own in zip(names, notes, outputs, strict=True)
        ]

    def _knows(self, note: NoteSource) -> bool:
        """Return whether the note is as it was read here; one in which something was replaced is not."""
        known = self._places.get(note.digest)
        return known is not None and all(map(is_, _DRAWN(note), _DRAWN(known[2])))

    def _draw_anew(self, sheets: Mapping[str, _Sheet]) -> dict[str, Drawn]:
        found: dict[str, Drawn] = {}
        new: dict[str, bytes] = {}
        crew = self._crew_for(tuple(sheets))
        jobs = [(file, (file, sheet.written, sheet.terms, sheet.wanted)) for file, sheet in sheets.items()]
        answers = crew.share(jobs) if crew else [None] * len(jobs)
        for (file, sheet), answer in zip(sheets.items(), answers, strict=True):
            if answer is None:
                drawn = self._own.draw(file, sheet.written, sheet.terms, sheet.wanted)
                data = [kept.of_drawn(each) for each in drawn] if self._store.keeps else [b""] * len(drawn)
            else:
                data = kept.parts(answer)
                drawn = [each for part in data if (each := kept.drawn(part))]
            found |= zip(sheet.names, drawn, strict=True)
            new |= {name: part for name, part, each in zip(sheet.names, data, drawn, strict=True) if not each.problems}
        self._store.put_all(NOTES, new)
        return found

    def _content(self, path: str) -> str:
        """Return a hash of a picture or a sound; empty where it cannot be read, of which drawing tells."""
        if path not in self._contents:
            try:
                self._contents[path] = digest.of_content(read_file(Path(path)))
            except OSError:
                self._contents[path] = ""
        return self._contents[path]

    # ---- what others remember ----------------------------------------------------------------------------------------

    def recall(self, memory: Memory[T], slots: Sequence[object], facts: Sequence[object]) -> list[T | None]:
        """Return what is in each slot, where it was made of these facts; None where it was not, or facts are None."""
        known = self._store.get_all(memory.room, [digest.of_slot(slot) for slot in slots])
        return [
            memory.value(known.get(digest.of_slot(slot), b""), digest.of_facts(fact)) if fact is not None else None
            for slot, fact in zip(slots, facts, strict=True)
        ]

    def remember(self, memory: Memory[T], made: Iterable[tuple[object, object, T]]) -> None:
        """Keep values in slots, each with the facts that it was made of, in place of what was there."""
        if not self._store.keeps:
            return
        self._store.put_all(
            memory.room,
            {
                digest.of_slot(slot): memory.data(value, digest.of_facts(fact))
                for slot, fact, value in made
                if fact is not None
            },
        )

    # ---- the crew ----------------------------------------------------------------------------------------------------

    def _crew_for(self, names: Sequence[str]) -> Crew | None:
        """Return whoever shares the work on these files; None where one does it sooner."""
        if len(names) < 2 or sum(len(self._written[name].text) for name in names) < MUCH:  # noqa: PLR2004
            return None
        if self._crew is None and self._hands != 1 and can_fork():
            from build_deck.execute.settings import usable_cpus

            hands = self._hands or usable_cpus()
            self._crew = Crew(min(hands, len(names)), self._own.work) if hands > 1 else None
        return self._crew


def user_workshop(hands: int | None = None) -> Workshop:
    """Return a workshop in which what this user's commands did before is not done again."""
    return Workshop(user_store(), hands=hands)
