"""What came out of snippets that their source pins, written into its fences: output fences and transcripts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from build_deck.disk.files import read_bytes
from build_deck.judge import Outcome, answers_itself, rewritten
from build_deck.model import Snippet
from build_deck.plan import Plan, PlannedNote
from build_deck.syntax.fence_text import replaced


def accepted(plan: Plan, outcomes: Iterable[Outcome]) -> tuple[Plan, Mapping[Path, bytes]]:
    """Return the plan with the fences as they are then, and the Markdown files to write."""
    by_name = {outcome.planned.name: outcome for outcome in outcomes if outcome.answers}
    if not by_name:
        return plan, {}
    edits: dict[Path, list[tuple[Snippet, str]]] = {}
    notes: list[PlannedNote] = []
    for note in plan.notes:
        outcome = by_name.get(note.session.name) if note.session else None
        changed = dict(_changed(note, outcome)) if outcome else {}
        for index, text in changed.items():
            snippet = note.note.snippets[index]
            edits.setdefault(Path(snippet.location.path), []).append((snippet, text))
        notes.append(_as_written(note, changed))
    now = {id(was.note): note.note for was, note in zip(plan.notes, notes, strict=True)}
    selected = {name: tuple(now[id(note)] for note in own) for name, own in plan.selection.notes.items()}
    files = {path: _edited(path, those) for path, those in edits.items()}
    return replace(plan, notes=tuple(notes), selection=replace(plan.selection, notes=selected)), files


def _changed(note: PlannedNote, outcome: Outcome) -> Iterator[tuple[int, str]]:
    """Yield the index in the note, and the new text, of each fence that changes."""
    for number, (index, snippet) in enumerate(note.running.items()):
        if number in outcome.answers:
            text = rewritten(snippet, outcome.answers[number])
            if text is not None:
                yield index, text


def _as_written(note: PlannedNote, changed: Mapping[int, str]) -> PlannedNote:
    if not changed or note.session is None:
        return note
    own = [_with(snippet, changed.get(index)) for index, snippet in enumerate(note.note.snippets)]
    running = {index: own[index] for index in note.running}
    by_number = zip(note.running, note.session.session.snippets, strict=True)
    ran = tuple(_with(snippet, changed.get(index)) for index, snippet in by_number)
    session = replace(note.session, session=replace(note.session.session, snippets=ran))
    return replace(note, note=replace(note.note, snippets=tuple(own), digest=""), session=session, running=running)


def _with(snippet: Snippet, text: str | None) -> Snippet:
    """Return the snippet with another text in the fence that pins its output."""
    if text is None or snippet.pin is None:
        return snippet
    if answers_itself(snippet):
        return replace(snippet, shown=text)
    return replace(snippet, pin=replace(snippet.pin, text=text))


def _edited(path: Path, edits: Iterable[tuple[Snippet, str]]) -> bytes:
    """Return the file's bytes with the edits made, the last first: lines above an edit keep their numbers."""
    text = read_bytes(path).decode("utf-8")
    for line, old, new in sorted((_edit(*edit) for edit in edits), reverse=True):
        text = replaced(text, line, old, new) or text
    return text.encode("utf-8")


def _edit(snippet: Snippet, new: str) -> tuple[int, str, str]:
    """Return the first line of the fence's text, what stands there, and what is to."""
    if snippet.pin and not answers_itself(snippet):
        return snippet.pin.location.line + 1, snippet.pin.text, new
    return snippet.origin.line, snippet.shown, new
