"""A running Anki, through AnkiConnect (https://git.sr.ht/~foosoft/anki-connect, API version 6).

It knows no guids, so a note is found by its notetype, the id that it bears, and its language; and it imports as Anki
2.1 did: by the names of fields, which are therefore made those of now before.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from build_deck.compose import ComposedEdition
from build_deck.model import Note, Notetype
from build_deck.targets.anki.values import AnkiError, Held, Pushed, as_data, as_values, hashed, other_fields

_VERSION = 6
_LONGEST = 600
"""Seconds that an answer may take: an import of ten thousand notes takes some."""
_START = "Start Anki with the add-on AnkiConnect (2055492159); or close it and push with --collection FILE."
_LOCAL = ("127.0.0.1", "localhost", "::1")


@contextmanager
def connected(url: str, key: str = "") -> "Iterator[ConnectHome]":
    """The collection of the Anki that listens at `url`; AnkiError where none does."""
    place = urlsplit(url)
    if place.scheme not in ("http", "https") or place.hostname not in _LOCAL:
        raise AnkiError(f"{url} is not on this machine.", "Anki reads the package from a file: push where it runs.")
    with TemporaryDirectory(prefix="build-deck-") as folder:
        home = ConnectHome(url, key, Path(folder))
        version = home.ask("version")
        if not isinstance(version, int) or version < _VERSION:
            raise AnkiError(f"AnkiConnect at {url} speaks version {version}, and {_VERSION} is needed.", "Update it.")
        yield home


class ConnectHome:
    """The collection of a running Anki."""

    def __init__(self, url: str, key: str, folder: Path) -> None:
        self._url = url
        self._key = key
        self._folder = folder
        # Not by way of a proxy: it is this machine that is asked.
        self._open = build_opener(ProxyHandler({})).open

    @property
    def name(self) -> str:
        """The address."""
        return f"Anki at {self._url}"

    def ask(self, action: str, **params: object) -> Any:  # noqa: ANN401 - an answer is whatever the action gives
        """What an action gives; AnkiError where it fails."""
        wanted = {"action": action, "version": _VERSION, "params": params, **({"key": self._key} if self._key else {})}
        request = Request(self._url, json.dumps(wanted).encode(), {"Content-Type": "application/json"})  # noqa: S310 - http, as was seen
        try:
            with self._open(request, timeout=_LONGEST) as answer:
                told = json.loads(answer.read())
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise AnkiError(
                f"Nothing that speaks AnkiConnect's language answers at {self._url}: {error}", _START
            ) from error
        if not isinstance(told, dict) or told.get("error"):
            what = told.get("error") if isinstance(told, dict) else told
            raise AnkiError(f"AnkiConnect refuses `{action}`: {what}", "See its documentation; --key gives an apiKey.")
        return told.get("result")

    # ---- what is there -----------------------------------------------------------------------------------------------

    def held(self, edition: ComposedEdition) -> Mapping[str, Held]:
        """The notes of the edition that are there; two that bear one id are known by the deck that they are in."""
        known = {(edition.notetypes[n.notetype].name, str(n.id), n.fields.get("Lang", "")): n for n in edition.notes}
        found: dict[str, list[Held]] = {}
        for notetype in {
            edition.notetypes[note.notetype].name: edition.notetypes[note.notetype] for note in edition.notes
        }.values():
            for info in self._infos(notetype):
                held = _held(info, notetype)
                note = known.get((notetype.name, held.fields.get("Id", ""), held.fields.get("Lang", "")))
                if note:
                    found.setdefault(note.guid, []).append(held)
        return self._told_apart(found, edition.notes)

    def _infos(self, notetype: Notetype) -> list[Any]:
        notes = self.ask("findNotes", query=f'"note:{notetype.name}"')
        return [info for info in self.ask("notesInfo", notes=notes) if info] if notes else []

    def _told_apart(self, found: Mapping[str, list[Held]], notes: Iterable[Note]) -> Mapping[str, Held]:
        decks = self._decks([card for held in found.values() for each in held for card in each.decks])
        root = {note.guid: note.deck.partition("::")[0] for note in notes}
        settled = {}
        for guid, several in found.items():
            placed = [Held(h.key, h.fields, h.tags, {card: decks.get(card, "") for card in h.decks}) for h in several]
            own = [h for h in placed if any(deck.partition("::")[0] == root[guid] for deck in h.decks.values())]
            if len(chosen := placed if len(placed) == 1 else own) != 1:
                what = f"{len(several)} notes in the collection bear the id `{several[0].fields['Id']}`."
                raise AnkiError(
                    what, "AnkiConnect cannot tell them apart: close Anki, and push with --collection FILE."
                )
            settled[guid] = chosen[0]
        return settled

    def _decks(self, cards: Sequence[int]) -> Mapping[int, str]:
        decks: Mapping[str, list[int]] = self.ask("getDecks", cards=list(cards)) if cards else {}
        return {card: deck for deck, held in decks.items() for card in held}

    def pushed(self, slot: str) -> Mapping[str, Pushed]:
        """What a media file of the collection keeps of the last push, since AnkiConnect reaches no configuration."""
        kept = self.ask("retrieveMediaFile", filename=_file(slot))
        try:
            return as_values(json.loads(base64.b64decode(kept))) if kept else {}
        except ValueError:
            return {}

    # ---- what is done ------------------------------------------------------------------------------------------------

    def back_up(self, decks: Iterable[str]) -> str:
        """The folder of packages that hold the deck's cards with their reviews: AnkiConnect makes no whole backup."""
        now = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
        folder = Path.cwd() / "dist" / "before-push" / now
        there = set(self.ask("deckNames"))
        for number, deck in enumerate(sorted(set(decks) & there)):
            folder.mkdir(parents=True, exist_ok=True)
            if not self.ask("exportPackage", deck=deck, path=str(folder / f"{number}.apkg"), includeSched=True):
                raise AnkiError(f"Anki made no backup of the deck {deck}.", "Make one yourself (File, Export).")
        return str(folder) if folder.exists() else "none was needed, nothing of the deck was there"

    def bring(self, package: bytes, notetypes: Iterable[Notetype]) -> None:
        """Import it."""
        there = set(self.ask("modelNames"))
        for notetype in notetypes:
            if notetype.name in there:
                self._rename_fields(notetype, self.ask("modelFieldNames", modelName=notetype.name))
        path = self._folder / "deck.apkg"
        path.write_bytes(package)
        if not self.ask("importPackage", path=str(path)):
            raise AnkiError("Anki did not import the package.", "See what it says; the package is in dist/, too.")

    def _rename_fields(self, notetype: Notetype, names: Sequence[str]) -> None:
        if len(names) != len(notetype.fields):
            raise other_fields(notetype)
        for old, field in zip(names, notetype.fields, strict=False):
            if old != field.name and field.name not in names:
                self.ask("modelFieldRename", modelName=notetype.name, oldFieldName=old, newFieldName=field.name)

    def write(self, there: Held, fields: Mapping[str, str], tags: Sequence[str]) -> None:
        """Write what differs of a note."""
        told = {name: text for name, text in fields.items() if there.fields.get(name, "") != text}
        if told:
            self.ask("updateNoteFields", note={"id": there.key, "fields": told})
        if more := sorted(set(tags) - set(there.tags)):
            self.ask("addTags", notes=[there.key], tags=" ".join(more))
        if fewer := sorted(set(there.tags) - set(tags)):
            self.ask("removeTags", notes=[there.key], tags=" ".join(fewer))

    def rename(self, deck: str, name: str) -> None:
        """Leave it: AnkiConnect has no such action, and the cards move."""

    def move(self, cards: Sequence[int], deck: str) -> None:
        """Move cards."""
        self.ask("changeDeck", cards=list(cards), deck=deck)

    def remove(self, keys: Sequence[int]) -> None:
        """Delete notes."""
        if keys:
            self.ask("deleteNotes", notes=list(keys))

    def remember(self, slot: str, pushed: Mapping[str, Pushed]) -> None:
        """Keep it in a media file: its name begins with `_`, so that Anki never takes it for an unused one."""
        data = base64.b64encode(json.dumps(as_data(pushed)).encode()).decode()
        self.ask("storeMediaFile", filename=_file(slot), data=data)


def _file(slot: str) -> str:
    return f"_build-deck-{hashed(slot)}.json"


def _held(info: Mapping[str, Any], notetype: Notetype) -> Held:
    ordered = sorted(info["fields"].values(), key=lambda field: int(field["order"]))
    names = (field.name for field in notetype.fields)
    fields = dict(zip(names, (str(field["value"]) for field in ordered), strict=False))
    return Held(int(info["noteId"]), fields, tuple(info["tags"]), dict.fromkeys(info["cards"], ""))
