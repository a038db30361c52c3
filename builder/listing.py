"""What `build-deck list` prints: the notes of a deck, or its tags."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from builder.errors import BuilderError, errors_in
from builder.load import LoadedDeck, concerning, load_deck
from builder.model import Difficulty, EditionName, NoteSource, Rarity
from builder.select import select
from builder.tags import tags_of
from builder.wording import width

Row = Mapping[str, Any]


def notes(source: Path, *, editions: Sequence[str] = (), tags: str | None = None) -> list[Row]:
    """Return a row a note, in document order, with the keys that `list --json` promises.

    Raises BuilderError when the deck cannot be read.
    """
    selection = select(_load(source, editions), editions=editions, tags=tags)
    return [_row(edition, note) for edition, kept in selection.notes.items() for note in kept]


def tags(source: Path, *, editions: Sequence[str] = ()) -> list[Row]:
    """Return a row a tag, `{"tag", "notes"}`, in order of their names."""
    selection = select(_load(source, editions), editions=editions)
    counts = Counter(tag for kept in selection.notes.values() for note in kept for tag in tags_of(note))
    return [{"tag": tag, "notes": number} for tag, number in sorted(counts.items())]


def note_table(rows: Sequence[Row]) -> str:
    """Return the notes as aligned text, one a line."""
    cells = [(r["edition"], r["id"], r["rarity"] or "-", r["difficulty"] or "-", r["question"]) for r in rows]
    return _table(cells)


def tag_table(rows: Sequence[Row]) -> str:
    """Return the tags as aligned text, one a line."""
    return _table([(str(row["notes"]), row["tag"]) for row in rows])


def summary(rows: Sequence[Row]) -> str:
    """Return a Markdown table an edition: how many notes each section has by rarity and difficulty."""
    return "\n\n".join(
        _summary(edition, [row for row in rows if row["edition"] == edition])
        for edition in dict.fromkeys(row["edition"] for row in rows)
    )


def _summary(edition: str, rows: Sequence[Row]) -> str:
    columns = [*Difficulty, *([None] if any(row["difficulty"] is None for row in rows) else [])]
    lines = [_cells(f"{edition}: section", "rarity", *(column or "-" for column in columns), "notes")]
    lines.append(_cells("---", "---", *("--:" for _ in columns), "--:"))
    for section in dict.fromkeys(row["section"] for row in rows):
        for rarity in (*Rarity, None):
            kept = [row for row in rows if (row["section"], row["rarity"]) == (section, rarity)]
            if kept:
                lines.append(_counts(section or "-", rarity or "-", kept, columns))
    return "\n".join([*lines, _counts("all", "", rows, columns)])


def _counts(section: str, rarity: str, rows: Sequence[Row], columns: Sequence[Difficulty | None]) -> str:
    counts = Counter(row["difficulty"] for row in rows)
    return _cells(section, rarity, *(str(counts[column]) for column in columns), str(len(rows)))


def _cells(*cells: str) -> str:
    joined = " | ".join(cell.replace("|", r"\|") for cell in cells)
    return f"| {joined} |"


def _load(source: Path, editions: Sequence[str]) -> LoadedDeck:
    deck = load_deck(source)
    errors = errors_in(concerning(deck, deck.problems, editions))
    if errors:
        raise BuilderError(errors)
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
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell + " " * (wanted - width(cell)) for cell, wanted in zip(row, widths, strict=True)).rstrip()
