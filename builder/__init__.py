"""Markdown questions to Anki decks in which every snippet has been run and every output shown is verified.

`build_deck` and `verify_deck` do what the commands of those names do, print nothing, and raise only
`builder.errors.BuilderError`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from builder.build import build_deck as build_deck
    from builder.verify import verify_deck as verify_deck

__version__ = "0.1.0"
__all__ = ["__version__", "build_deck", "verify_deck"]

_HOMES = {"build_deck": "builder.build", "verify_deck": "builder.verify"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    """Import a driver when it is first asked for, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
