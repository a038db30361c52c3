"""What `build-deck list` prints: the notes of a deck, or its tags."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from build_deck.compose import read_lock
from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.deck.load import LoadedDeck, load_deck, problems_of
from build_deck.deck.select import select
from build_deck.deck.workshop import user_workshop
from build_deck.errors import BuildDeckError, errors_in
from build_deck.messages import one_line, width
from build_deck.model import Difficulty, EditionName, NoteSource, Rarity
from build_deck.syntax.tags import tags_of

Row = Mapping[str, Any]


def notes(
    source: Path, *, editions: Sequence[str] = (), tags: str | None = None, consent: Consent = NO_CONSENT
) -> list[Row]:
    """Return a row a note, in document order, with the keys that `list --json` promises.

    Raises BuildDeckError when the deck cannot be read.
    """
    selection = select(_load(source, editions, consent), editions=editions, tags=tags)
    return [_row(edition, note) for edition, kept in selection.notes.items() for note in kept]


def tags(source: Path, *, editions: Sequence[str] = (), consent: Consent = NO_CONSENT) -> list[Row]:
    """Return a row a tag, `{"tag", "notes"}`, in order of their names."""
    selection = select(_load(source, editions, consent), editions=editions)
    counts = Counter(tag for kept in selection.notes.values() for note in kept for tag in tags_of(note))
    return [{"tag": tag, "notes": number} for tag, number in sorted(counts.items())]


def retired(source: Path, *, editions: Sequence[str] = (), consent: Consent = NO_CONSENT) -> Mapping[str, int]:
    """Return how many notes of each edition learners keep and its source no longer has; none where it is one file."""
    deck = _load(source, editions, consent)
    selection, lock = select(deck, editions=editions), read_lock(deck.config)
    names = selection.notes if selection.whole else ()
    return {name: sum(bool(entry.retired) for entry in lock.notes(name).values()) for name in names}


def note_table(rows: Sequence[Row]) -> str:
    """Return the notes as aligned text, one a line."""
    cells = [(r["edition"], r["id"], r["rarity"] or "-", r["difficulty"] or "-", r["question"]) for r in rows]
    return _table(cells)


def tag_table(rows: Sequence[Row]) -> str:
    """Return the tags as aligned text, one a line."""
    return _table([(str(row["notes"]), row["tag"]) for row in rows])


def summary(rows: Sequence[Row], gone: Mapping[str, int]) -> str:
    """Return a Markdown table an edition: how many notes each section has by rarity and difficulty, and the retired."""
    return "\n\n".join(
        _summary(edition, [row for row in rows if row["edition"] == edition], gone.get(edition, 0))
        for edition in dict.fromkeys(row["edition"] for row in rows)
    )


def _summary(edition: str, rows: Sequence[Row], gone: int) -> str:
    columns = [*Difficulty, *([None] if any(row["difficulty"] is None for row in rows) else [])]
    lines = [_cells(f"{edition}: section", "rarity", *(column or "-" for column in columns), "notes")]
    lines.append(_cells("---", "---", *("--:" for _ in columns), "--:"))
    for section in dict.fromkeys(row["section"] for row in rows):
        for rarity in (*Rarity, None):
            kept = [row for row in rows if (row["section"], row["rarity"]) == (section, rarity)]
            if kept:
                lines.append(_counts(section or "-", rarity or "-", kept, columns))
    lines.append(_counts("all", "", rows, columns))
    if gone:
        lines.append(_cells("retired", "", *("" for _ in columns), str(gone)))
    return "\n".join(lines)


def _counts(section: str, rarity: str, rows: Sequence[Row], columns: Sequence[Difficulty | None]) -> str:
    counts = Counter(row["difficulty"] for row in rows)
    return _cells(section, rarity, *(str(counts[column]) for column in columns), str(len(rows)))


def _cells(*cells: str) -> str:
    joined = " | ".join(one_line(cell).replace("|", r"\|") for cell in cells)
    return f"| {joined} |"


def _load(source: Path, editions: Sequence[str], consent: Consent) -> LoadedDeck:
    with user_workshop() as shop:
        deck = load_deck(source, consent, shop)
        errors = errors_in(problems_of(deck, editions))
    if errors:
        raise BuildDeckError(errors)
    return deck


def _row(edition: EditionName, note: NoteSource) -> Row:
    return {
        "id": note.id,
        "edition": edition,
        "question": note.question,
        "section": note.section.title if note.section else None,
        "rarity": note.rarity and str(note.rarity),
        "difficulty": note.difficulty and str(note.difficulty),
        "tags": list(tags_of(note)),
        "file": note.location.path,
        "line": note.location.line,
        "snippets": sum(snippet.runs for snippet in note.snippets),
    }


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    told = [tuple(map(one_line, row)) for row in rows]
    widths = [max(map(width, column)) for column in zip(*told, strict=True)]
    return "\n".join(_line(row, widths) for row in told)


def _line(row: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell + " " * (wanted - width(cell)) for cell, wanted in zip(row, widths, strict=True)).rstrip()
