"""An author whose notes need no rendering: changes them and publishes packages as a build does."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from build_deck import lock as locks
from build_deck.compose import ComposedEdition, guid
from build_deck.compose.retired import retired
from build_deck.errors import Location, Problem
from build_deck.lock import Lock
from build_deck.model import EditionName, Field, Note, NoteId, Notetype, NotetypeName, Template
from build_deck.targets.apkg import last, pack

NOW = 1_764_000_000
DECK = "deck"
EDITION = EditionName("en")
FIELDS = tuple(
    Field(name, 7_000_000_001 + place)
    for place, name in enumerate(("Question", "Answer", "Predict", "PredictOutput", "Spare1"))
)
QA = Notetype(
    id=1_763_000_000_001,
    name="Test Q&A",
    fields=FIELDS,
    templates=(
        Template("Question", 8_000_000_001, "<p>{{Question}}", "{{FrontSide}}<hr id=answer>{{Answer}}"),
        Template("Predict", 8_000_000_002, "{{#Predict}}{{Predict}}{{/Predict}}", "{{FrontSide}}{{PredictOutput}}"),
    ),
    css=".card { color: black }",
)
CLOZE = Notetype(
    id=1_763_000_000_002,
    name="Test cloze",
    fields=FIELDS,
    templates=(Template("Cloze", 8_000_000_003, "{{cloze:Question}}", "{{cloze:Question}}{{Answer}}"),),
    css=".cloze { color: blue }",
    cloze=True,
)
NOTETYPES: Mapping[NotetypeName, Notetype] = {NotetypeName("qa"): QA, NotetypeName("cloze"): CLOZE}


def make(id_: str, **changes: Any) -> Note:
    """A Q&A note with one card, or what `changes` make of it."""
    plain = Note(
        id=NoteId(id_),
        guid=guid(DECK, EDITION, NoteId(id_)),
        notetype=NotetypeName("qa"),
        fields={"Question": f"What is {id_}?", "Answer": f"It is {id_}."},
        tags=("easy",),
        deck="Deck::01 First",
        due=1,
        media=(),
        location=Location("deck/en.md", 3),
    )
    return replace(plain, **changes)


def composed(*notes: Note, **changes: Any) -> ComposedEdition:
    """An edition of notes that all changed at NOW, or what `changes` make of it."""
    modified = {note.guid: NOW for note in notes} | dict.fromkeys(NOTETYPES, NOW)
    plain = ComposedEdition(EDITION, notes, notetypes=NOTETYPES, decks={}, media={}, modified=modified)
    return replace(plain, **changes)


class Author:
    """Keeps notes, notetypes, a lock and a clock."""

    def __init__(self, folder: Path, now: int, deck: str = DECK) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.deck = deck
        self.now = now
        self.notes: dict[str, Note] = {}
        self.notetypes = dict(NOTETYPES)
        self.media: dict[str, bytes] = {}
        self.lock = Lock()
        self.problems: tuple[Problem, ...] = ()
        self._published = 0
        self._last = b""

    def write(self, id_: str, **changes: Any) -> str:
        """The guid of a note that is there from now on, or is as `changes` say from now on."""
        new = make(id_, due=len(self.notes) + 1, guid=guid(self.deck, EDITION, NoteId(id_)))
        note = self.notes.get(id_) or new
        self.notes[id_] = replace(note, **changes)
        return note.guid

    def say(self, id_: str, **fields: str) -> str:
        """The guid of a note some of whose fields are others from now on."""
        return self.write(id_, fields={**self.notes[id_].fields, **fields})

    def forget(self) -> None:
        """Lose the last package."""
        self._last = b""

    def publish(self, only: Callable[[Note], bool] | None = None) -> Path:
        """A package of all notes, or of some, a day after the one before."""
        self.now += 86_400
        notes = [note for note in self.notes.values() if only is None or only(note)]
        self.lock, self.problems = locks.advance(
            self.lock,
            EDITION,
            notes,
            self.notetypes,
            self.now,
            whole=only is None,
            deck_id=self.deck,
            last=last(self._last, self.deck, EDITION),
        )
        if only is None:
            notes += retired(
                self.lock, EDITION, home=lambda deck: deck or "Deck", notetypes=self.notetypes, first_due=len(notes) + 1
            )
        content = pack(
            ComposedEdition(
                EDITION,
                tuple(notes),
                notetypes=self.notetypes,
                decks={"Deck": "**What it is**"},
                media=self.media,
                modified=self.lock.modified(EDITION, notes),
            )
        )
        self._last = content if only is None else self._last
        self._published += 1
        path = self.folder / f"{self._published}.apkg"
        path.write_bytes(content)
        return path
