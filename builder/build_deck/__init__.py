"""Markdown questions to Anki decks in which every snippet has been run and every output shown is verified.

`build` and `verify` do what the commands of those names do, print nothing, and raise only
`build_deck.errors.BuildDeckError`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from build_deck.api import build as build
    from build_deck.api import verify as verify

__version__ = "0.1.0"
__all__ = ["__version__", "build", "verify"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    """Import the functions when they are first asked for, so that importing the package costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from build_deck import api

    return getattr(api, name)
