"""What AnkiConnect's documentation says of the actions that a push asks for, over a collection of real Anki.

The add-on itself needs Anki's desktop; a push into that one was tried by hand (AnkiConnect of 2025-11, Anki 25.9.5).
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


class Actions:
    """Each action is a method, called with its params."""

    def __init__(self, collection: Any) -> None:
        self.col = collection
        self.asked: list[str] = []

    def version(self) -> int:
        return 6

    def findNotes(self, query: str) -> list[int]:  # noqa: N802 - actions are called so
        return list(self.col.find_notes(query))

    def notesInfo(self, notes: list[int]) -> list[dict[str, Any]]:  # noqa: N802
        return [self._info(self.col.get_note(note)) for note in notes]

    def _info(self, note: Any) -> dict[str, Any]:
        fields = {name: {"value": text, "order": order} for order, (name, text) in enumerate(note.items())}
        kind = note.note_type()["name"]
        return {
            "noteId": note.id, "modelName": kind, "tags": note.tags, "fields": fields, "cards": list(note.card_ids()),
        }  # fmt: skip

    def getDecks(self, cards: list[int]) -> dict[str, list[int]]:  # noqa: N802
        found: dict[str, list[int]] = {}
        for card in cards:
            found.setdefault(self.col.decks.name(self.col.get_card(card).did), []).append(card)
        return found

    def deckNames(self) -> list[str]:  # noqa: N802
        return [deck.name for deck in self.col.decks.all_names_and_ids()]

    def modelNames(self) -> list[str]:  # noqa: N802
        return [kind.name for kind in self.col.models.all_names_and_ids()]

    def modelFieldNames(self, modelName: str) -> list[str]:  # noqa: N802, N803
        return list(self.col.models.field_names(self.col.models.by_name(modelName)))

    def modelFieldRename(self, modelName: str, oldFieldName: str, newFieldName: str) -> None:  # noqa: N802, N803
        kind = self.col.models.by_name(modelName)
        field = next(field for field in kind["flds"] if field["name"] == oldFieldName)
        self.col.models.rename_field(kind, field, newFieldName)
        self.col.models.update_dict(kind)

    def importPackage(self, path: str) -> bool:  # noqa: N802
        request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
        self.col.import_anki_package(request)
        return True

    def exportPackage(self, deck: str, path: str, includeSched: bool = False) -> bool:  # noqa: N802, N803, FBT001, FBT002
        from anki.collection import DeckIdLimit, ExportAnkiPackageOptions

        options = ExportAnkiPackageOptions(with_scheduling=includeSched, with_media=True, legacy=True)
        limit = DeckIdLimit(self.col.decks.id_for_name(deck))
        return bool(self.col.export_anki_package(out_path=path, options=options, limit=limit))

    def updateNoteFields(self, note: dict[str, Any]) -> None:  # noqa: N802
        there = self.col.get_note(note["id"])
        for name, text in note["fields"].items():
            there[name] = text
        self.col.update_note(there)

    def addTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self.col.tags.bulk_add(notes, tags)

    def removeTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self.col.tags.bulk_remove(notes, tags)

    def changeDeck(self, cards: list[int], deck: str) -> None:  # noqa: N802
        self.col.set_deck(cards, self.col.decks.id(deck))

    def deleteNotes(self, notes: list[int]) -> None:  # noqa: N802
        self.col.remove_notes(notes)

    def storeMediaFile(self, filename: str, data: str) -> str:  # noqa: N802
        Path(self.col.media.dir(), filename).write_bytes(base64.b64decode(data))
        return filename

    def retrieveMediaFile(self, filename: str) -> str | bool:  # noqa: N802
        path = Path(self.col.media.dir(), filename)
        return base64.b64encode(path.read_bytes()).decode() if path.exists() else False


@contextmanager
def running(path: Path, key: str = "") -> Iterator[tuple[str, Actions]]:
    """The address of an Anki that has the collection open, and what it is asked."""
    actions = Actions(Collection(str(path)))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = json.dumps(told(wanted)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    def told(wanted: dict[str, Any]) -> dict[str, Any]:
        if wanted.get("key", "") != key:
            return {"result": None, "error": "valid api key must be provided"}
        actions.asked.append(wanted["action"])
        try:
            return {"result": getattr(actions, wanted["action"])(**wanted["params"]), "error": None}
        except Exception as error:  # noqa: BLE001 - as AnkiConnect tells whatever was raised
            return {"result": None, "error": str(error)}

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", actions
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        actions.col.close()
