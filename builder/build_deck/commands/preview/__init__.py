"""A deck in the browser while it is written: the cards as Anki shows them, drawn anew at each save.

Rooms: `values`, `making` (a deck drawn), `telling` (what is wrong, by note), `watching` (which files), `live`
(rebuilds), `web` (what a browser is answered), `serving` (the listening socket). What the extra `preview` installs is
imported when a preview runs.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from build_deck.commands.preview.values import EDITOR, PreviewOptions
from build_deck.errors import Problem, UsageError

__all__ = ["EDITOR", "PreviewOptions", "preview"]

_NEEDED = ("starlette", "uvicorn", "watchfiles", "latex2mathml")


def preview(source: Path, options: PreviewOptions, begun: Callable[[str], None]) -> None:
    """Serve the deck at `source` until it is interrupted; `begun` hears the address once it can be called.

    Raises UsageError where there is nothing to serve, or what serves is not installed.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        what = f"The preview needs {', '.join(missing)}, which is not installed."
        raise UsageError(Problem("no-preview", None, what, "Install it: `pip install 'build-deck[preview]'`."))
    if not source.exists():
        what = f"There is no {source} here."
        raise UsageError(Problem("no-source", None, what, "Name a deck's folder, or one Markdown file."))
    from build_deck.commands.preview.serving import serve

    serve(source, options, begun)
