"""A deck in a folder, and a learner's collection of real Anki to push it into."""

from pathlib import Path

import pytest
from targets.anki.pusher import Pusher


@pytest.fixture
def pusher(tmp_path: Path) -> Pusher:
    """Someone with a deck, and with a collection in which there is another note."""
    from anki.collection import Collection

    profile = tmp_path / "User 1"
    profile.mkdir()
    collection = Collection(str(profile / "collection.anki2"))
    note = collection.new_note(collection.models.by_name("Basic"))  # type: ignore[arg-type]
    note["Front"] = "Not of the deck"
    collection.add_note(note, 1)  # type: ignore[arg-type]
    collection.close()
    return Pusher(tmp_path / "deck", profile / "collection.anki2")
