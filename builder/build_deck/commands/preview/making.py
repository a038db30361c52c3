"""A deck as an author sees it while writing: every note that can be drawn, and beside each what is wrong with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from build_deck.commands.engine import engine_settings, judged_before
from build_deck.commands.preview.telling import by_note, problems_of_sessions, states
from build_deck.commands.preview.values import PreviewOptions, Shown, ShownNote
from build_deck.compose import edition_homes, read_lock, styled_notetypes
from build_deck.compose.rendering import RenderedEdition, render_edition
from build_deck.deck.levels import levelled
from build_deck.deck.load import LoadedDeck, load_deck, problems_of
from build_deck.deck.select import everything
from build_deck.deck.workshop import NoteOutputs, user_workshop
from build_deck.errors import BuildDeckError, Problem, errors_in, in_order
from build_deck.execute import Settings
from build_deck.judge import JudgedSession, settle, settle_recorded
from build_deck.lock import Lock
from build_deck.model import EditionName, Notetype, NotetypeName
from build_deck.notetypes import NOTETYPES
from build_deck.plan import NoteKey, Plan, PlannedNote, PlannedSession, plan_deck
from build_deck.targets.preview import cards_of
from build_deck.words.taxonomy import canonical_words

_OF_OUTPUTS = ("predict-without-output", "predict-type")
"""What drawing says of an output that is not there, which is no news where the snippet has not run, or failed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A deck read and planned, before it is drawn."""

    deck: LoadedDeck
    plan: Plan
    problems: tuple[Problem, ...]
    settings: Settings | None
    """None where the deck wants what its user has not allowed: then nothing runs."""


@contextmanager
def reading(source: Path, options: PreviewOptions) -> Iterator[Reading]:
    """Give the deck as its files are now; raises BuildDeckError where they cannot be read at all."""
    with user_workshop(1) as shop:  # a crew would be forked, and this process has threads
        deck = load_deck(source, options.consent, shop)
        plan, problems = plan_deck(deck, everything(deck)), problems_of(deck)
        try:
            settings = engine_settings(plan, options.device, options.jobs)
        except BuildDeckError as error:
            yield Reading(deck, plan, (*problems, *error.problems), None)
        else:
            yield Reading(deck, plan, problems, settings)


def judged_already(read: Reading, before: Mapping[str, JudgedSession]) -> dict[str, JudgedSession]:
    """Return the verdicts that need no run: those of `before` that still hold, and those of earlier runs."""
    sessions = [each for each in read.plan.sessions.values() if not each.problems]
    held = {each.name: before[each.name] for each in sessions if _holds(before.get(each.name), each)}
    left = [each for each in sessions if each.name not in held]
    return {**held, **(judged_before(left, read.settings) if read.settings and left else {})}


def _holds(judged: JudgedSession | None, planned: PlannedSession) -> bool:
    return judged is not None and judged.planned == planned


def unjudged(read: Reading, judged: Mapping[str, JudgedSession]) -> list[PlannedSession]:
    """Return the sessions that are to run."""
    sessions = read.plan.sessions.values() if read.settings else ()
    return [each for each in sessions if not each.problems and each.name not in judged]


def draw(read: Reading, judged: Mapping[str, JudgedSession]) -> Shown:
    """Return the deck, drawn with what is known of its outputs."""
    config = read.deck.config
    known = dict(_outputs(read.plan.notes, judged))
    editions = dict(_rendered(read, known))
    drawn = [each for edition in editions.values() for each in edition.problems]
    outputs = problems_of_sessions(read.plan.notes, judged)
    problems = (*read.problems, *levelled((*drawn, *outputs), config.lint))
    notes = [note for edition in editions.values() for note in edition.notes]
    own = by_note([planned.note for planned in read.plan.notes], problems)
    kinds = _kinds(read.deck)
    shown = (
        ShownNote(
            planned.edition,
            planned.note,
            note,
            cards_of(note, kinds[note.notetype]),
            states(planned, judged),
            in_order(p for p in own.get(number, ()) if p.code not in _OF_OUTPUTS or planned.key in known),
        )
        for number, (planned, note) in enumerate(zip(read.plan.notes, notes, strict=True))
    )
    words: dict[str, str] = {}
    for loaded in read.deck.editions.values():
        words |= canonical_words(loaded.edition.lang)
    media = {name: edition.media for name, edition in editions.items()}
    return Shown(tuple(shown), kinds, media, in_order(own.get(None, ())), words)


def _rendered(read: Reading, outputs: Mapping[NoteKey, NoteOutputs]) -> Iterator[tuple[EditionName, RenderedEdition]]:
    deck = read.deck
    lock = _lock(deck)
    for name, sources in read.plan.selection.notes.items():
        loaded = deck.editions[name]
        homes = edition_homes(deck.config, loaded, lock)
        yield name, render_edition(deck.config, loaded, sources, outputs, deck.shop, homes)


def _lock(deck: LoadedDeck) -> Lock:
    try:
        return read_lock(deck.config)
    except BuildDeckError:  # a build tells of it; cards look the same
        return Lock()


def _outputs(
    notes: tuple[PlannedNote, ...], judged: Mapping[str, JudgedSession]
) -> Iterator[tuple[NoteKey, NoteOutputs]]:
    """Yield what each note may show of its snippets: what came out, where the author could accept it.

    Until it has run that is what was recorded of the same code.
    """
    for note in notes:
        if note.session is None:
            continue
        known = judged.get(note.session.name)
        outcome = settle(known, update=True) if known else settle_recorded(note.session)
        if not errors_in(outcome.problems):
            yield note.key, NoteOutputs(dict(zip(note.running, outcome.outputs, strict=True)), outcome.environment)


def _kinds(deck: LoadedDeck) -> Mapping[NotetypeName, Notetype]:
    try:
        return styled_notetypes(deck.config)
    except BuildDeckError:  # it is among the deck's problems
        return NOTETYPES
