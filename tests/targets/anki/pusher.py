"""An author who pushes a deck into a learner's collection of real Anki."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build_deck.commands.build import BuildOptions
from build_deck.commands.push import PushOptions, PushResult, push_deck
from build_deck.compose import guid
from build_deck.model import EditionName, NoteId
from support import write_files

NOW = 1_764_000_000
NOTE = "### {}? {{#{}}}\n\n{}\n".format
YAML = "id: pushed\neditions:\n  en: {lang: en, title: Deck}\n"


@dataclass
class Pusher:
    """An author whose deck goes into a collection, each time an hour later."""

    folder: Path
    collection: Path
    hours: int = 0
    options: dict[str, Any] = field(default_factory=dict)

    def write(self, *sections: str) -> None:
        """What the deck says from now on."""
        write_files(self.folder, {"deck.yaml": YAML, "en/deck.md": "\n".join(sections)})

    def push(self, **options: Any) -> PushResult:
        """Build and push."""
        self.hours += 1
        build = BuildOptions(output=self.folder / "dist")
        told: dict[str, Any] = {"collection": self.collection, "build": build, **self.options, **options}
        return push_deck(self.folder, PushOptions(**told), lambda _event: None, now=NOW + self.hours * 3600)

    @contextmanager
    def anki(self) -> Iterator[Any]:
        """The collection, open as Anki has it."""
        from anki.collection import Collection

        collection = Collection(str(self.collection))
        try:
            yield collection
        finally:
            collection.close()

    def edit(self, name: str, fields: Mapping[str, str], *, tags: str = "") -> None:
        """The learner writes into a note."""
        with self.anki() as collection:
            note = self.note(collection, name)
            for key, text in fields.items():
                note[key] = text
            for tag in tags.split():
                note.add_tag(tag)
            collection.update_note(note)

    def note(self, collection: Any, name: str) -> Any:
        """A note of the deck."""
        wanted = guid("pushed", EditionName("en"), NoteId(name))
        return collection.get_note(collection.db.scalar("SELECT id FROM notes WHERE guid = ?", wanted))

    def said(self, name: str) -> Any:
        """What a note says, without what is empty, its tags and the decks that its cards are in."""
        with self.anki() as collection:
            note = self.note(collection, name)
            decks = {collection.decks.name(card.odid or card.did) for card in note.cards()}
            fields = {key: text for key, text in note.items() if text}
            return fields, note.tags, decks
