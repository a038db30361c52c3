"""What can be wrong with a recording's file."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "missing-figure",
        Level.ERROR,
        "A recording names a figure whose file is missing.",
        "Restore the file, or record anew with `build-deck --update`.",
    ),
    Kind(
        "invalid-recording",
        Level.ERROR,
        "A recording's file cannot be read as one.",
        "Restore it from version control, or delete it and record anew.",
    ),
    Kind(
        "unreadable-recording",
        Level.ERROR,
        "A recording's file cannot be opened.",
        "Check the file and its permissions.",
    ),
    Kind(
        "recording-conflict",
        Level.ERROR,
        "A recording holds the marks of a merge conflict.",
        "Delete it, and record anew with `build-deck`.",
    ),
    Kind(
        "newer-recording",
        Level.ERROR,
        "A recording was written by a newer build-deck.",
        "Update build-deck.",
    ),
    Kind(
        "edited-recording",
        Level.ERROR,
        "A recording was changed by hand.",
        "Restore it from version control, or record anew with `build-deck --update`.",
    ),
)
