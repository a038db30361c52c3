"""Real Anki behind a pipe: reads a JSON request a line on stdin, writes a JSON answer a line on stdout.

It runs under whichever Anki its PYTHONPATH leads to, so it imports nothing of ours.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

LOGGED = ("new", "updated", "duplicate", "conflicting", "first_field_match", "missing_notetype", "missing_deck")


class Profile:
    """One learner's collection."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.col: Any = Collection(str(self.folder / "collection.anki2"))

    def imports(self, package: str, progress: bool = False) -> dict[str, int]:  # noqa: FBT001, FBT002 - comes as JSON
        """How many notes went where, under a fresh profile's options; a package that fails raises.

        With `progress`, as where the learner asks for learning progress too.
        """
        options = ImportAnkiPackageOptions(with_scheduling=progress)
        request = ImportAnkiPackageRequest(package_path=package, options=options)
        log = self.col.import_anki_package(request).log
        self.col.models._clear_cache()  # Anki keeps notetypes that it read before the import
        return {name: len(getattr(log, name)) for name in LOGGED if len(getattr(log, name))}

    def notes(self) -> dict[str, Any]:
        """Every note by guid."""
        found = {}
        for id_ in self.col.find_notes(""):
            note = self.col.get_note(id_)
            assert note.guid not in found, f"two notes with guid {note.guid}"
            found[note.guid] = {
                "id": note.id,
                "mod": note.mod,
                "notetype": note.note_type()["name"],
                "fields": dict(note.items()),
                "tags": note.tags,
                "sort": self.col.db.scalar("SELECT sfld FROM notes WHERE id = ?", id_),
                "cards": [self._card(card) for card in note.cards()],
            }
        return found

    def _card(self, card: Any) -> dict[str, Any]:
        names = ("id", "ord", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "left")
        deck = self.col.decks.name(card.did)
        return {**{name: getattr(card, name) for name in names}, "deck": deck, "flag": card.user_flag()}

    def shown(self, guid: str) -> list[list[str]]:
        """Question and answer of each card of a note."""
        return [[card.question(), card.answer()] for card in self._note(guid).cards()]

    def answer(self, deck: str, count: int) -> list[str]:
        """The guids of the notes whose cards were studied, the first ones of the queue, each answered Good."""
        self.col.decks.set_current(self.col.decks.id(deck))
        guids = []
        for _ in range(count):
            card = self.col.get_card(self.col.sched.get_queued_cards(fetch_limit=1).cards[0].card.id)
            card.start_timer()
            self.col.sched.answerCard(card, 3)
            guids.append(card.note().guid)
        return guids

    def edit(self, guid: str, fields: dict[str, str], tags: list[str]) -> None:
        """Write into a note as the browser does."""
        note = self._note(guid)
        for name, text in fields.items():
            note[name] = text
        for tag in tags:
            note.add_tag(tag)
        self.col.update_note(note)

    def suspend(self, guid: str) -> None:
        """Suspend all cards of a note."""
        self.col.sched.suspend_cards([card.id for card in self._note(guid).cards()])

    def move(self, guid: str, deck: str) -> None:
        """Put all cards of a note into another deck."""
        self.col.set_deck([card.id for card in self._note(guid).cards()], self.col.decks.id(deck))

    def rename(self, deck: str, name: str) -> None:
        """Give a deck another name."""
        self.col.decks.rename(self.col.decks.id(deck), name)

    def filter(self, name: str, search: str) -> None:
        """Put the cards that are found into a filtered deck of this name."""
        deck = self.col.sched.get_or_create_filtered_deck(0)
        deck.name = name
        del deck.config.search_terms[1:]
        deck.config.search_terms[0].search = search
        self.col.sched.add_or_update_filtered_deck(deck)

    def unfilter(self, name: str) -> None:
        """Put the cards of a filtered deck back where they were."""
        self.col.sched.empty_filtered_deck(self.col.decks.id_for_name(name))

    def sync(self, endpoint: str, upload: bool = False) -> str:  # noqa: FBT001, FBT002 - comes as JSON
        """What a server made of this collection: `NO_CHANGES` after an ordinary sync, `FULL_…` where all had to be copied."""
        auth = self.col.sync_login("learner", "secret", endpoint)
        output = self.col.sync_collection(auth, sync_media=False)
        required = type(output).ChangesRequired.Name(output.required)
        if required.startswith("FULL"):
            self.col.close_for_full_sync()
            self.col.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
            self.col.reopen(after_full_sync=True)
        return str(required)

    def restyle(self, name: str, css: str) -> None:
        """Change a notetype's style sheet as the card editor does."""
        notetype = self.col.models.by_name(name)
        notetype["css"] = css
        self.col.models.update_dict(notetype)

    def _note(self, guid: str) -> Any:
        return self.col.get_note(self.col.db.scalar("SELECT id FROM notes WHERE guid = ?", guid))

    def notetypes(self) -> dict[str, Any]:
        """Every notetype that has notes, by name."""
        used = self.col.db.list("SELECT DISTINCT mid FROM notes")
        return {
            one["name"]: {
                "id": one["id"],
                "mod": one["mod"],
                "css": one["css"],
                "fields": [field["name"] for field in one["flds"]],
                "templates": [[template["name"], template["qfmt"], template["afmt"]] for template in one["tmpls"]],
            }
            for one in self.col.models.all()
            if one["id"] in used
        }

    def decks(self) -> dict[str, str]:
        """Description by name, in Anki's order."""
        return {one.name: self.col.decks.get(one.id)["desc"] for one in self.col.decks.all_names_and_ids()}

    def reviews(self) -> int:
        """How many times any card was answered."""
        return int(self.col.db.scalar("SELECT count() FROM revlog"))

    def faults(self) -> list[str]:
        """What Anki's own checks complain of: database, media, cards without content."""
        message, _ = self.col.fix_integrity()
        media = self.col.media.check()
        lines = [line for line in message.splitlines() if line != "Database rebuilt and optimized."]
        lines += [f"missing {name}" for name in media.missing] + [f"unused {name}" for name in media.unused]
        return lines + [f"empty cards of {note.note_id}" for note in self.col.get_empty_cards().notes]


def main() -> None:
    """Answer requests until stdin ends; `open` starts a new collection."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # Anki itself prints
    profile: Profile | None = None
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            if name == "open":
                if profile:
                    profile.col.close()
                profile, result = Profile(*arguments), None
            else:
                call: Callable[..., Any] = getattr(profile, name)
                result = call(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever Anki raises is the test's to see
            print(json.dumps([f"{type(error).__name__}: {error}", None]), file=answers, flush=True)
        else:
            print(json.dumps([None, result]), file=answers, flush=True)
    if profile:
        profile.col.close()


if __name__ == "__main__":
    main()
