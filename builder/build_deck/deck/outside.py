"""What deck.yaml, or a link, names outside of the deck and its repository."""

from collections.abc import Iterator
from pathlib import Path

from build_deck.deck.config import DeckConfig
from build_deck.disk.bounds import Bounds, resolved
from build_deck.disk.files import display_path
from build_deck.errors import Location, Problem


def outside(config: DeckConfig) -> Iterator[Problem]:
    """Yield a problem for each file and folder of the deck that lies where the user has not let it be."""
    return (
        _problem(path, config.places.get(key, Location(display_path(path))), config.bounds)
        for key, path in _paths(config)
        if not config.bounds.hold(path)
    )


def linked_out(path: Path, bounds: Bounds) -> Problem | None:
    """Return the problem of a file found in the deck that is a link out of these bounds; None where it is not."""
    return None if bounds.hold(path) else _problem(path, Location(display_path(path)), bounds)


def _paths(config: DeckConfig) -> Iterator[tuple[str, Path]]:
    """Yield every path of the configuration, named as `places` names it."""
    for name, edition in config.editions.items():
        yield f"editions.{name}", edition.path
    yield from {
        "snippets": config.snippets,
        "recordings": config.recordings,
        "lock": config.lock,
        "media": config.media,
    }.items()
    for number, path in enumerate(config.data):
        yield f"data.{number}", path
    if config.style:
        yield "style", config.style


def _problem(path: Path, place: Location, bounds: Bounds) -> Problem:
    target = resolved(path)
    if target is None:
        return Problem("outside-deck", place, f"`{display_path(path)}` is no path.", "Name a path inside the deck.")
    hidden = any(target.is_relative_to(folder) for folder in bounds.places)
    where = "what is hidden" if hidden else "out of the deck and its repository"
    what = f"{display_path(path)} leads {'to ' if hidden else ''}{where}: {target}."
    remedy = f"Name a path inside. If you trust whoever wrote this deck, allow it: `--allow {target}`."
    return Problem("outside-deck", place, what, remedy)
