"""What AnkiWeb takes when a deck is shared there."""

from collections.abc import Iterator

from build_deck.lint.rule import Found, Subject

TITLE, TAGS, DESCRIPTION = 60, 60, 65_000
"""Characters, as the form for sharing a deck counts them."""


def too_much(subject: Subject) -> Iterator[Found]:
    """One for each title, list of tags or description that is longer."""
    for page in subject.context.pages:
        said = (
            (f"title of the edition {page.edition}", len(page.title), TITLE),
            ("deck's tags together", len(" ".join(page.tags)), TAGS),
            (f"description of the edition {page.edition}", len(page.description), DESCRIPTION),
        )
        for name, length, most in said:
            if length > most:
                what = f"The {name} has {length} characters; AnkiWeb takes {most}."
                yield Found(page.location, what, "Shorten it, or never mind where the deck is not shared there.")
