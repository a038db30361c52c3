"""What can be wrong with rendered notes in Anki's eyes."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "no-cloze",
        Level.ERROR,
        "A cloze note would have no card, since nothing in it is to be filled in.",
        "Write ==words==, {{c1::words}} or cloze= on a fence.",
    ),
    Kind(
        "bad-media-name",
        Level.ERROR,
        "The name of a media file is one that Anki would change.",
        "Rename the file as the message says.",
    ),
    Kind(
        "bad-tag",
        Level.ERROR,
        "A tag is one that Anki would change.",
        "Write it without spaces and without empty parts.",
    ),
    Kind(
        "tag-case",
        Level.ERROR,
        "Two tags differ only in case; Anki makes one of them.",
        "Write both alike.",
    ),
    Kind(
        "unknown-field",
        Level.ERROR,
        "A note has a field that its notetype lacks.",
        "Report this: it is a mistake in build-deck.",
    ),
    Kind(
        "deck-renamed",
        Level.WARNING,
        "A deck's title is another than the one that learners have it under. Anki knows decks by name: under a new one "
        "new cards would begin a second tree of decks, beside the old one. So the name stays as the lock has it.",
        "Leave it, or rename it on purpose by writing the new name into its line of deck.lock.",
    ),
    Kind(
        "section-renamed",
        Level.WARNING,
        "A section's title is another than the one that learners have its subdeck under. Cards say the new title; the "
        "subdeck keeps its name, since under a new one new cards would come into a second subdeck.",
        "Leave it, or rename it on purpose by writing the new name into its line of deck.lock.",
    ),
)
