"""What can be wrong with loading and narrowing a deck."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "no-notes",
        Level.ERROR,
        "There is no question in the edition, or none matches the filter.",
        "Questions are headings of the question level: the first numbered heading's, or ###.",
    ),
    Kind(
        "missing-deck-file",
        Level.ERROR,
        "deck.yaml names a data file or a style sheet that is not there.",
        "Correct the path: it begins at the folder that deck.yaml is in.",
    ),
    Kind(
        "config",
        Level.ERROR,
        "deck.yaml has a value of the wrong kind, or lacks one.",
        "Mend it as the message says.",
    ),
    Kind(
        "unknown-key",
        Level.ERROR,
        "deck.yaml has a key that does not exist.",
        "Use one of those listed; the nearest is named.",
    ),
    Kind(
        "no-source",
        Level.ERROR,
        "What the command was given is neither a deck nor Markdown.",
        "Name a folder with a deck.yaml, a folder of Markdown or one Markdown file.",
    ),
    Kind(
        "edition",
        Level.ERROR,
        "--edition names an edition that the deck does not have.",
        "Use one of those listed.",
    ),
    Kind(
        "shard",
        Level.ERROR,
        "--shard is not of the form I/N.",
        "Write --shard 1/4, for instance.",
    ),
    Kind(
        "changed-since",
        Level.ERROR,
        "--changed-since names a revision that git does not know, or there is no git or no checkout to ask.",
        "Name a branch, tag or commit of this clone; in CI, fetch more history (fetch-depth: 0).",
    ),
)
