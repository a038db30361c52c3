"""What can be wrong with deck.lock."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "lock-conflict",
        Level.ERROR,
        "deck.lock holds the marks of a merge conflict.",
        "Keep the later `modified` of each note that both sides have, and all notes that only one has.",
    ),
    Kind(
        "lock-line",
        Level.ERROR,
        "A line of deck.lock cannot be read.",
        "Restore the file from version control.",
    ),
    Kind(
        "lock-lost",
        Level.WARNING,
        "deck.lock is missing or lacks notes that were published.",
        "Restore it from version control: without it learners' copies are not updated.",
    ),
    Kind(
        "lock-newer",
        Level.ERROR,
        "deck.lock was written by a newer build-deck.",
        "Update build-deck.",
    ),
    Kind(
        "lock-outdated",
        Level.ERROR,
        "deck.lock does not say what the sources say.",
        "Run `build-deck` and commit deck.lock.",
    ),
    Kind(
        "edition-gone",
        Level.WARNING,
        "deck.lock knows an edition that deck.yaml no longer has. Learners keep its notes, and nothing updates them.",
        "Put the edition back under its old name, or leave it out for good.",
    ),
    Kind(
        "deck-id-changed",
        Level.ERROR,
        "The deck's id is another than the one in deck.lock; learners would get every note anew.",
        "Put the old id back into deck.yaml.",
    ),
    Kind(
        "notetype-changed",
        Level.ERROR,
        "A published note is of another notetype than before: it became a cloze or a reversed note, or ceased to be. "
        "Anki updates no note across notetypes.",
        "Give it another id, or make it again what it was.",
    ),
    Kind(
        "clock-behind",
        Level.WARNING,
        "This machine's clock is behind a time in deck.lock.",
        "Set the clock.",
    ),
    Kind(
        "probable-rename",
        Level.ERROR,
        "A note is gone and a new one has nearly its words: its id was probably changed.",
        "Give the note its old id back.",
    ),
    Kind(
        "note-gone",
        Level.WARNING,
        "A published note is no longer in the sources. Learners keep it, marked as retired.",
        "Nothing, if it was meant to go.",
    ),
)
