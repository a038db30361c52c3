"""What can be wrong with reading and writing files."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "not-utf8",
        Level.ERROR,
        "A Markdown or snippet file holds bytes that are not UTF-8, so its letters cannot be told.",
        "Save the file as UTF-8 in your editor. The message names the line and the first such byte.",
    ),
    Kind(
        "outside-deck",
        Level.ERROR,
        "A path leads out of the deck's own folders and its repository, by .. or by a symbolic link, or to what is "
        "hidden there, such as .git: a deck that a stranger wrote could read or overwrite your files.",
        "Copy the file into the deck, or allow the place on the command line with --allow.",
    ),
    Kind(
        "unreadable",
        Level.ERROR,
        "A file cannot be read, or is no regular file, or is larger than any that belongs to a deck.",
        "Check its name and permissions.",
    ),
    Kind(
        "unwritable",
        Level.ERROR,
        "A file cannot be written; nothing was changed.",
        "Free space, permit writing there, or choose another place with -o.",
    ),
)
