"""The outputs of a plan that differ from what was recorded or pinned: the list that a review goes through."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from build_deck import recordings
from build_deck.errors import Location
from build_deck.judge.code import Edit, edits, line_digits, lines_of
from build_deck.judge.compare import Difference, whole_text
from build_deck.judge.counted import counted, on_the_card
from build_deck.judge.judgement import JudgedSession, recorded_outputs
from build_deck.judge.pins import rewritten
from build_deck.model import EditionName, NoteId, Output, Snippet, Verdict
from build_deck.plan import Plan, PlannedNote
from build_deck.recordings import figure_name

ChangeKey = tuple[str, int]
"""A session's name, and the number of a snippet in it, from 0: an output that a person decides on."""
Earlier = Callable[[Path], Sequence[str]]
"""What gives earlier texts of a file, those that are likely to be what was recorded first."""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of a snippet, beside what it was."""

    mark: str
    """`+` new or changed, `-` gone, a space for what is as it was."""
    text: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure before and after; None where there is none."""

    old: Path | None
    """On file."""
    new: Path | None
    """Where the new one is to be seen before it is accepted."""
    svg: str
    """The new one; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Change:
    """One output that is not what was recorded or pinned, once for all the editions that show it."""

    key: ChangeKey
    note: NoteId
    editions: tuple[EditionName, ...]
    question: str
    location: Location
    """The fence, in the first of the editions."""
    verdict: Verdict
    cause: str
    """Why it changed, as far as that is known."""
    code: tuple[CodeLine, ...]
    old: str
    """The text on file."""
    new: str
    """What came out; for a fence that pins it, what is to stand there."""
    diff: str
    """Lines: `-` on file, `+` came out."""
    difference: Difference | None
    """With the largest error of a number; None for a pin."""
    figures: tuple[FigureChange, ...]
    pinned: bool
    """Whether accepting it writes into the Markdown."""


def changes_of(plan: Plan, judged: Mapping[str, JudgedSession], earlier: Earlier, drafts: Path) -> tuple[Change, ...]:
    """Return each output that a person can accept or reject, in the order of the notes.

    `drafts` is where new figures are going to lie.
    """
    found: dict[ChangeKey, Change] = {}
    for note in plan.notes:
        if note.session and (own := judged.get(note.session.name)):
            for change in _of_note(note, own, plan.config.recordings, earlier, drafts):
                known = found.setdefault(change.key, change)
                found[change.key] = replace(known, editions=tuple(dict.fromkeys((*known.editions, note.edition))))
    return tuple(found.values())


def _of_note(
    note: PlannedNote, judged: JudgedSession, folder: Path, earlier: Earlier, drafts: Path
) -> Iterator[Change]:
    expected = recorded_outputs(judged.run.session.snippets, judged.planned.recording)
    for number, (own, judgement) in enumerate(zip(note.running.values(), judged.snippets, strict=True)):
        if judgement.same or judgement.verdict is Verdict.UNRECORDED or not judgement.acceptable:
            continue
        was, came = expected[number] or Output(), judgement.run.output
        yield Change(
            key=(judged.planned.name, number),
            note=note.note.id,
            editions=(note.edition,),
            question=note.note.question,
            location=own.location,
            verdict=judgement.verdict,
            cause=judgement.cause,
            code=_code(judged, number, own, earlier),
            old=own.shown if own.transcript else own.pin.text if own.pin else whole_text(counted(own, was)),
            new=(rewritten(own, came) or "") if own.pin else whole_text(on_the_card(own, came)),
            diff=judgement.message,
            difference=judgement.difference,
            figures=_figures(judged, expected, number, folder, drafts),
            pinned=own.pin is not None,
        )


def _figures(
    judged: JudgedSession, expected: Sequence[Output | None], number: int, folder: Path, drafts: Path
) -> tuple[FigureChange, ...]:
    """Return the figures of a snippet whose figures differ; files count them through the session."""
    was, came = expected[number], judged.snippets[number].run.output
    if was is None or was.figures == came.figures:
        return ()
    on_file = recordings.figure_paths(folder, judged.planned.recording) if judged.planned.recording else ()
    first = _before(expected[:number])
    drawn = _before(each.run.output for each in judged.snippets[:number] if not each.snippet.pin)
    new = [drafts / figure_name(judged.planned.name, drawn + place) for place, _ in enumerate(came.figures, 1)]
    old = on_file[first : first + len(was.figures)]
    return tuple(FigureChange(was, now, svg or "") for was, now, svg in zip_longest(old, new, came.figures))


def _before(outputs: Iterable[Output | None]) -> int:
    return sum(len(output.figures) for output in outputs if output)


# ---- the code beside what it was -------------------------------------------------------------------------------------

_AROUND = 2
"""Lines that are as they were, above and below those that are not."""
_LONGEST = 40
"""Lines of code where nothing has changed."""


def _code(judged: JudgedSession, number: int, own: Snippet, earlier: Earlier) -> tuple[CodeLine, ...]:
    """Return what has changed in a snippet, with the lines around it; all of it where nothing has."""
    recording, planned = judged.planned.recording, judged.planned
    imprint = recording.imprint if recording and planned.stale else None
    known = imprint is not None and len(imprint.snippets) == len(planned.session.snippets)
    found = edits(imprint.snippets[number], own) if imprint and known else ()
    if not found:
        shown = own.shown.rstrip("\n").split("\n")
        left = [CodeLine(" ", f"… {len(shown) - _LONGEST} lines more")] if len(shown) > _LONGEST else []
        return (*(CodeLine(" ", line) for line in shown[:_LONGEST]), *left)
    texts = _recalled({digits for edit in found for digits in edit.gone}, earlier(Path(own.origin.path)))
    return tuple(_beside(lines_of(own), found, texts))


def _beside(lines: Sequence[str], found: Sequence[Edit], texts: Mapping[str, str]) -> Iterator[CodeLine]:
    near = {n for e in found for n in range(e.start - _AROUND, max(e.stop, e.start) + _AROUND) if 0 <= n < len(lines)}
    new = {number for edit in found for number in range(edit.start, edit.stop)}
    gone = {edit.start: edit.gone for edit in found if edit.gone}
    last = -1
    for number in range(len(lines) + 1):
        yield from (CodeLine("-", texts.get(digits, "(a line that is gone)")) for digits in gone.get(number, ()))
        if number in near:
            if number > last + 1:
                yield CodeLine(" ", "…")
            yield CodeLine("+" if number in new else " ", lines[number])
            last = number
    if last < len(lines) - 1:
        yield CodeLine(" ", "…")


def _recalled(wanted: Collection[str], texts: Iterable[str]) -> Mapping[str, str]:
    """Return the lines that have these digits, as far as they stand in one of the texts, whatever they stand behind."""
    found: dict[str, str] = {}
    for text in texts if wanted else ():
        for line in text.splitlines():
            for start in range(len(line) - len(line.lstrip(" \t>")) + 1):
                digits = line_digits(line[start:])
                if digits in wanted:
                    found.setdefault(digits, line[start:])
    return found
