"""What can be wrong with the command itself, and the kinds of problem of all rooms together."""

from collections.abc import Mapping

from build_deck.compose.codes import CODES as COMPOSE
from build_deck.deck import levels
from build_deck.errors import Kind, Level
from build_deck.judge.codes import CODES as JUDGE

CODES = (
    Kind(
        "locked",
        Level.ERROR,
        "Under --locked, or where CI is set, nothing may be written, and something would have to be.",
        "Build without `--locked` and commit what that writes.",
    ),
    Kind(
        "needs-consent",
        Level.ERROR,
        "The deck asks for an environment variable that holds more than a small number: it may be a secret, and what a "
        "snippet sees can end on a card.",
        "If you trust whoever wrote the deck, name the variable with --allow-environment.",
    ),
    Kind(
        "recording-unused",
        Level.WARNING,
        "A recording belongs to no note, or to none that runs.",
        "Delete the file, or give the note its id back.",
    ),
    Kind(
        "no-such-note",
        Level.ERROR,
        "--note names a note that the deck does not have.",
        "Use an id that `build-deck list` shows.",
    ),
    Kind(
        "not-empty",
        Level.ERROR,
        "A new deck is written into an empty folder, so that nothing of yours is touched.",
        "Name a folder that is empty or not there yet.",
    ),
    Kind(
        "output",
        Level.ERROR,
        "--output names a file of a kind that a deck cannot become.",
        "Name a file that ends in .apkg, or a folder.",
    ),
    Kind(
        "no-preview",
        Level.ERROR,
        "The preview needs packages that are not installed with build-deck itself.",
        "Install them: pip install 'build-deck[preview]'.",
    ),
    Kind(
        "no-push",
        Level.ERROR,
        "Pushing into a collection's file needs a package that is not installed with build-deck itself.",
        "Install it: pip install 'build-deck[push]'.",
    ),
    Kind(
        "push-failed",
        Level.ERROR,
        "The notes could not be brought into Anki's collection: it is open elsewhere, AnkiConnect does not answer, or "
        "a note is of another notetype there.",
        "Do what the message says. Where something was written before, a backup was made before that.",
    ),
    Kind(
        "no-cluster",
        Level.ERROR,
        "Running on a cluster needs a package that is not installed with build-deck itself.",
        "Install it: pip install 'build-deck[cluster]'.",
    ),
    Kind(
        "cluster-failed",
        Level.ERROR,
        "The cluster could not run the sessions: no scheduler or no worker answers, a worker has another version of "
        "build-deck or Python, or it was lost with what it ran, again and again.",
        "Do what the message says, or verify without --cluster.",
    ),
    Kind(
        "port-in-use",
        Level.ERROR,
        "The preview cannot listen on this port.",
        "Name another with --port; 0 takes a free one.",
    ),
    Kind(
        "preview-failed",
        Level.ERROR,
        "The preview could not draw the deck as it was saved, for a reason that is not one of the deck's own.",
        "Save again, or take back the last change; if it stays, report it.",
    ),
    Kind(
        "no-such-code",
        Level.ERROR,
        "There is no problem with this code.",
        "Use one of those listed.",
    ),
)


def codes() -> Mapping[str, Kind]:
    """Every kind of problem there is, by its code."""
    return {**levels.codes(), **{kind.code: kind for kind in (*JUDGE, *COMPOSE, *CODES)}}
