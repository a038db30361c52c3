"""What can be wrong with YAML and tag expressions."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "yaml",
        Level.ERROR,
        "A YAML file or a file's front matter is not valid YAML, says a key twice, or uses aliases or tags, which "
        "are refused.",
        "Mend the line that the message names; text with a colon or # in it needs quotes.",
    ),
    Kind(
        "tags",
        Level.ERROR,
        "--tags cannot be read, or names a tag that no note has.",
        "Write it like `hard and not rare`; `build-deck list --tags` lists the tags.",
    ),
)
