"""What an author is told of what the sandbox denied: what the snippet tried, and what to do about it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build_deck.model import Snippet

_NO_NAMESPACES = (
    ", and here nobody may, since this system grants no user namespaces.",
    "Grant them, or write run=false; subprocess, pools, queues and pipes work.",
)

_WORDS: Mapping[str, tuple[str, str, str]] = {
    "process": (
        "The snippet tried to start a process",
        ", which it may not.",
        "Write `processes` on its fence to let it, or run=false.",
    ),
    "network": (
        "The snippet tried to reach the network",
        ", and snippets have no network.",
        "Put what it needs into a file under `data:` in deck.yaml, or write run=false.",
    ),
    "socket": (
        "The snippet tried to open a Unix socket",
        ", which it may not.",
        "Write `processes` on its fence to let it, or run=false.",
    ),
    "memory": ("The snippet tried to share memory between processes", *_NO_NAMESPACES),
    "read": (
        "The snippet tried to read",
        ", which is none of its own files, of installed packages' or of the deck's data.",
        "Name the file under `data:` in deck.yaml, or write run=false.",
    ),
    "write": (
        "The snippet tried to write",
        ", and it may only write into its working folder and the one for temporary files.",
        "Write there, or write run=false.",
    ),
}
"""A kind of denial: what the snippet tried, the rule, the remedy."""


def explain(message: Mapping[str, Any], *, processes: bool) -> tuple[str, str]:
    """What a slot's message of a denial says to the author, and what to do; `processes` where it may start some."""
    kind, what = message["denied"], message["what"]
    tried, rule, remedy = _WORDS[kind]
    if kind == "socket" and processes:
        rule, remedy = _NO_NAMESPACES
    about = f" {what}" if kind in ("read", "write") else f" ({what})" if what else ""
    return f"{tried}{about}{rule}", remedy


def beside(message: Mapping[str, Any], snippet: Snippet) -> tuple[str, str] | tuple[()]:
    """What to say of a file that was not found in the working folder and lies beside the Markdown; else nothing."""
    markdown, code = Path(snippet.location.path).parent, Path(snippet.origin.path).parent
    for name in message["absent"]:
        for folder in dict.fromkeys((markdown, code, markdown.parent)):
            if (folder / name).exists():
                found = (folder / name).as_posix()
                what = f"The snippet did not find {name}, since the deck does not name it."
                return what, f"Name {found} under `data:` in deck.yaml."
    return ()


def absent(message: Mapping[str, Any]) -> str:
    """The name of the file that an exception is about, which neither the session nor the deck has; else nothing."""
    first = str(message["message"]).partition("\n")[0]
    return next((name for name in message["absent"] if f"'{name}'" in first), "")
