"""Selected notes and their verified outputs, to editions that targets are made of; here the lock advances.

Rooms: `edition` (the values), `rendering` (a note as Anki takes it), `identity` (guids), `order` (study order),
`homes` (decks), `retired` (notes that went), `kept` (their pictures), `fit` (what Anki would silently change).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from build_deck import lock as locks
from build_deck import notetypes
from build_deck.compose import fit
from build_deck.compose.edition import ComposedEdition, Composition
from build_deck.compose.homes import Homes, homes
from build_deck.compose.identity import guid
from build_deck.compose.kept import kept_media, to_keep
from build_deck.compose.rendering import RenderedEdition, render_edition
from build_deck.compose.retired import retired
from build_deck.deck.config import DeckConfig, Edition
from build_deck.deck.levels import levelled
from build_deck.deck.load import LoadedEdition
from build_deck.deck.workshop import NoteOutputs
from build_deck.disk.files import display_path, read_text
from build_deck.errors import BuildDeckError, Problem, errors_in
from build_deck.lock import Lock, Name, Retired
from build_deck.model import EditionName, NoteId, Notetype, NotetypeName
from build_deck.plan import NoteKey, Plan
from build_deck.render.output import all_environments_words
from build_deck.words.taxonomy import language

if TYPE_CHECKING:
    from build_deck.judge import Outcome

__all__ = ["ComposedEdition", "Composition", "Last", "compose", "guid", "read_lock"]

Last = Callable[[EditionName, NoteId], Retired | None]
"""What a note that went held when it was last built; None where that is not known."""


def compose(plan: Plan, outcomes: "Mapping[str, Outcome]", now: int, last: Last) -> Composition:
    """Return each selected edition with its notes rendered, and the lock after this build.

    `outcomes` are those of the plan's sessions, by name; `now` is in Unix seconds. Raises BuildDeckError with
    everything in the way, in all editions.
    """
    deck, config, selection = plan.deck, plan.config, plan.selection
    outputs = _outputs(plan, outcomes)
    before = read_lock(config)
    lock = before
    composed: list[ComposedEdition] = []
    problems: list[Problem] = []
    for name, sources in selection.notes.items():
        loaded = deck.editions[name]
        kinds = edition_notetypes(config, before, name)
        own = edition_homes(config, loaded, before)
        lock = replace(lock, names=_with_names(lock, name, own))
        rendered = render_edition(config, loaded, sources, outputs, deck.shop, own)
        problems += [*own.problems, *rendered.problems]
        lock, found = locks.advance(
            lock,
            name,
            rendered.notes,
            kinds,
            now,
            whole=selection.whole,
            deck_id=config.id,
            recorded=config.recordings.is_dir(),
            last=lambda note, name=name: last(name, note),  # type: ignore[misc]  # mypy cannot infer such a default
        )
        problems += found
        if errors_in(problems):
            continue
        edition = _composed(config, loaded.edition, rendered, lock, kinds, own, whole=selection.whole)
        problems += fit.problems(edition.notes, kinds, edition.media)
        composed.append(edition)
    problems += locks.dropped(before, deck.editions)
    problems = list(levelled(problems, config.lint))
    if errors_in(problems):
        raise BuildDeckError(problems)
    outdated = locks.outdated(before, lock)
    moved = outdated is not None or lock.names != before.names
    kept = to_keep(config, lock)
    return Composition(tuple(composed), lock, outdated, tuple(problems), before, moved=moved, kept=kept)


def edition_homes(config: DeckConfig, loaded: LoadedEdition, lock: Lock) -> Homes:
    """Return the decks of an edition, all of its notes taken together."""
    edition = loaded.edition
    return homes(lock, edition.name, edition.title, loaded.notes, subdecks=config.subdecks)


def _with_names(lock: Lock, edition: EditionName, own: Homes) -> Mapping[str, Name]:
    """Return the lock's names of decks, an edition's replaced."""
    others = {key: name for key, name in lock.names.items() if key not in lock.names_of(edition)}
    return dict(sorted({**others, **own.names}.items()))


def _outputs(plan: Plan, outcomes: "Mapping[str, Outcome]") -> Mapping[NoteKey, NoteOutputs]:
    """Return what each selected note with snippets may show."""
    settled = ((note, outcomes[note.session.name]) for note in plan.notes if note.session)
    return {
        note.key: NoteOutputs(dict(zip(note.running, outcome.outputs, strict=True)), outcome.environment)
        for note, outcome in settled
    }


def read_lock(config: DeckConfig) -> Lock:
    """Return the deck's lock; an empty one where there is no file."""
    path = display_path(config.lock)
    return locks.read(read_text(config.lock), path) if config.lock.exists() else Lock(path=path)


def styled_notetypes(config: DeckConfig) -> Mapping[NotetypeName, Notetype]:
    """Return the notetypes with the deck's own style and colours."""
    css = notetypes.css(read_text(config.style) if config.style else None, config.colours)
    return {name: replace(notetype, css=css) for name, notetype in notetypes.NOTETYPES.items()}


def edition_notetypes(config: DeckConfig, lock: Lock, edition: EditionName) -> Mapping[NotetypeName, Notetype]:
    """Return the notetypes of an edition, in the deck's style.

    A deck that has a style has notetypes of its own. One that learners have is never another: Anki would take no update
    of its notes. So what the lock says goes first, and a deck whose lock was lost has the shared ones.
    """
    styled = bool(config.style or config.colours) and not (config.recordings.is_dir() and not lock.entries)
    kinds = {}
    for name, shared in styled_notetypes(config).items():
        own = notetypes.of_deck(shared, config.id)
        published = lock.entries.get(f"notetype/{edition}/{name}")
        kinds[name] = own if (locks.is_of(published, own) if published else styled) else shared
    return kinds


def _composed(  # noqa: PLR0913, PLR0917 - everything that goes into an edition
    config: DeckConfig,
    edition: Edition,
    rendered: RenderedEdition,
    lock: Lock,
    kinds: Mapping[NotetypeName, Notetype],
    own: Homes,
    *,
    whole: bool,
) -> ComposedEdition:
    first_due = max((note.due for note in rendered.notes), default=0) + 1
    notice = language(edition.lang).word("retired_notice")
    kept = kept_media(config, lock, edition.name)
    gone = retired(lock, edition.name, kept, home=own.known, notetypes=kinds, first_due=first_due, notice=notice)
    notes = (*rendered.notes, *gone) if whole else rendered.notes
    return ComposedEdition(
        edition.name,
        notes,
        notetypes=kinds,
        decks={own.root: _description(config, edition, rendered)},
        media={**kept, **rendered.media},
        modified=lock.modified(edition.name, notes),
    )


def _description(config: DeckConfig, edition: Edition, rendered: RenderedEdition) -> str:
    """Return the Markdown of the deck's page in Anki: what it is, its version, what verified it, its licence."""
    facts = [config.version, *all_environments_words(rendered.environments), config.license]
    link = f"[{config.url}]({config.url})" if config.url else ""
    closing = " · ".join(fact for fact in (*facts, config.author, link) if fact)
    return "\n\n".join(part for part in (edition.description.strip(), closing) if part)
