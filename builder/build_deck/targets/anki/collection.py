"""A collection's file while Anki is closed, through the `anki` package: Anki's own code, of whichever version."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from build_deck.compose import ComposedEdition
from build_deck.model import Notetype
from build_deck.targets.anki.values import AnkiError, Held, Pushed, as_data, as_values, other_fields

if TYPE_CHECKING:
    from anki.collection import Collection

_BESIDE = ("-wal", "-shm")
"""What SQLite may have beside a file."""


@contextmanager
def opened(path: Path, *, copy: bool = False) -> "Iterator[CollectionHome]":
    """The collection, closed at the end; AnkiError where it cannot be opened. With `copy`, one that nobody has."""
    if not path.is_file():
        what = f"There is no collection {path}."
        raise AnkiError(
            what, "Name a profile's collection.anki2, such as ~/.local/share/Anki2/User 1/collection.anki2."
        )
    with TemporaryDirectory(prefix="build-deck-") as folder:
        yield from _opened(_copied(path, Path(folder)) if copy else path, str(path))


def _copied(path: Path, folder: Path) -> Path:
    for name in ("", *_BESIDE):
        if (one := path.with_name(path.name + name)).exists():
            shutil.copy2(one, folder / one.name)
    return folder / path.name


def _opened(path: Path, name: str) -> "Iterator[CollectionHome]":
    from anki.collection import Collection
    from anki.errors import AnkiException

    try:
        collection = Collection(str(path))
    except AnkiException as error:
        remedy = "Close Anki first; or leave --collection out, to push into the running Anki through AnkiConnect."
        raise AnkiError(f"{name} cannot be opened: {error}", remedy) from error
    try:
        yield CollectionHome(collection, name)
    finally:
        collection.close()


class CollectionHome:
    """A collection that is open."""

    def __init__(self, collection: "Collection", name: str) -> None:
        self._collection = collection
        self._name = name

    @property
    def name(self) -> str:
        """Its path."""
        return self._name

    def held(self, edition: ComposedEdition) -> Mapping[str, Held]:
        """The notes of the edition that are there."""
        kinds = {note.guid: edition.notetypes[note.notetype] for note in edition.notes}
        for kind in {kind.id: kind for kind in kinds.values()}.values():
            self._check(kind)
        rows = self._rows("SELECT id, guid, mid, flds, tags FROM notes")
        ours = [row for row in rows if row[1] in kinds]
        for _, guid, mid, _, _ in ours:
            if mid != kinds[guid].id:
                raise _of_another_notetype(next(note.id for note in edition.notes if note.guid == guid))
        decks = self._decks({key for key, *_ in ours})
        return {
            guid: Held(
                key,
                dict(zip((field.name for field in kinds[guid].fields), fields.split("\x1f"), strict=False)),
                tuple(tags.split()),
                decks.get(key, {}),
            )
            for key, guid, _, fields, tags in ours
        }

    def _check(self, kind: Notetype) -> None:
        """Raise AnkiError where the notetype is there and Anki would not take it for the same."""
        there = self._collection.models.get(kind.id)  # type: ignore[arg-type]  # a NotetypeId is an int
        if there and (
            [field["id"] for field in there["flds"]] != [field.id for field in kind.fields]
            or [template["id"] for template in there["tmpls"]] != [template.id for template in kind.templates]
        ):
            raise other_fields(kind)

    def _decks(self, notes: set[int]) -> Mapping[int, Mapping[int, str]]:
        names = {deck.id: deck.name for deck in self._collection.decks.all_names_and_ids()}
        found: dict[int, dict[int, str]] = {}
        for card, note, deck, home in self._rows("SELECT id, nid, did, odid FROM cards ORDER BY nid, ord"):
            if note in notes:
                found.setdefault(note, {})[card] = names.get(home or deck, "")
        return found

    def _rows(self, sql: str) -> list[Any]:
        rows: list[Any] = self._collection.db.all(sql)  # type: ignore[union-attr]  # there is one while it is open
        return rows

    def pushed(self, slot: str) -> Mapping[str, Pushed]:
        """What the collection keeps of the last push: it is synchronised and restored with it."""
        return as_values(self._collection.get_config(slot, None))

    def back_up(self, decks: Iterable[str]) -> str:  # noqa: ARG002 - the whole collection is backed up
        """The file that Anki's own backup made, where Anki keeps those of the profile."""
        folder = Path(self._collection.path).parent / "backups"
        folder.mkdir(exist_ok=True)
        self._collection.create_backup(backup_folder=str(folder), force=True, wait_for_completion=True)
        made = sorted(folder.glob("*.colpkg"), key=lambda one: one.stat().st_mtime)
        if not made:
            raise AnkiError(f"Anki made no backup in {folder}.", "Make one yourself, and see whether the disk is full.")
        return str(made[-1])

    def bring(self, package: bytes, notetypes: Iterable[Notetype]) -> None:  # noqa: ARG002 - Anki goes by their ids
        """Import it as Anki does under the options of a fresh profile."""
        from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

        with TemporaryDirectory(prefix="build-deck-") as folder:
            path = Path(folder, "deck.apkg")
            path.write_bytes(package)
            request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
            self._collection.import_anki_package(request)

    def write(self, there: Held, fields: Mapping[str, str], tags: Sequence[str]) -> None:
        """Write a note as the browser does."""
        note = self._collection.get_note(there.key)  # type: ignore[arg-type]  # a NoteId is an int
        note.fields = [*fields.values(), *note.fields[len(fields) :]]
        note.tags = list(tags)
        self._collection.update_note(note)

    def rename(self, deck: str, name: str) -> None:
        """Rename a deck as the list of decks does: it keeps its options."""
        decks = self._collection.decks
        if (there := decks.id_for_name(deck)) and not decks.id_for_name(name):
            decks.rename(there, name)

    def move(self, cards: Sequence[int], deck: str) -> None:
        """Move cards as the browser does."""
        self._collection.set_deck(list(cards), self._collection.decks.id(deck) or 0)  # type: ignore[arg-type]

    def remove(self, keys: Sequence[int]) -> None:
        """Delete notes as the browser does."""
        if keys:
            self._collection.remove_notes(list(keys))  # type: ignore[arg-type]

    def remember(self, slot: str, pushed: Mapping[str, Pushed]) -> None:
        """Keep it in the collection's configuration."""
        self._collection.set_config(slot, as_data(pushed))


def _of_another_notetype(note: str) -> AnkiError:
    what = f"The note `{note}` is of another notetype in the collection, and Anki keeps a note's cards by its notetype."
    return AnkiError(what, "Give it another id; or change its notetype in Anki's browser, if you changed it there.")
