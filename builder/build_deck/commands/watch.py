"""Packages written again on each save."""

import queue
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from build_deck.commands.build import BuildResult
from build_deck.commands.preview.watching import Follower, Watched, watched
from build_deck.deck.consent import Consent
from build_deck.deck.load import load_deck
from build_deck.deck.workshop import user_workshop
from build_deck.errors import BuildDeckError, Problem, UsageError


def build_on_save(
    source: Path,
    consent: Consent,
    make: Callable[[], BuildResult],
    told: Callable[[BuildResult | BuildDeckError], None],
) -> None:
    """Build now and on each save, until interrupted; `told` hears what came of each, problems too.

    Raises UsageError where the command itself is wrong.
    """
    if find_spec("watchfiles") is None:
        remedy = "Install it: `pip install 'build-deck[preview]'`."
        raise UsageError(Problem("no-preview", None, "--watch needs watchfiles, which is not installed.", remedy))
    saves: queue.SimpleQueue[frozenset[Path]] = queue.SimpleQueue()
    follower = Follower(_watched(source, consent, Watched.of_source(source)), saves.put)
    follower.start()
    try:
        while True:
            _wait(saves)
            told(_made(make))
            follower.turn_to(_watched(source, consent, follower.what))
    finally:
        follower.close()


def _wait(saves: "queue.SimpleQueue[frozenset[Path]]") -> None:
    """Wait for a save, or for word that some may have been missed; take all there are."""
    saves.get()
    while not saves.empty():
        saves.get()


def _made(make: Callable[[], BuildResult]) -> BuildResult | BuildDeckError:
    try:
        return make()
    except UsageError:
        raise
    except BuildDeckError as error:
        return error


def _watched(source: Path, consent: Consent, before: Watched) -> Watched:
    """Return what the deck is made of, without its recordings, which builds write; `before` where it cannot be read."""
    try:
        with user_workshop(1) as shop:
            deck = load_deck(source, consent, shop)
    except BuildDeckError:
        return before
    found = watched(source, deck)
    return replace(found, folders=found.folders - {deck.config.recordings.absolute()})
