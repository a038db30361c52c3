"""The hash of what a session runs: recordings and the cache are known by it."""

import hashlib
import json

from build_deck.model import Session, Snippet
from build_deck.runtimes import RUNTIMES
from build_deck.runtimes.needs import local_digests
from build_deck.runtimes.row import Needs


def source_hash(session: Session, found: Needs) -> str:
    """Of the code, the options that change what comes out, and the local modules imported."""
    return digest(source(session, found))


def source(session: Session, found: Needs) -> dict[str, object]:
    """Everything that is the author's and that a session's output depends on."""
    return {"snippets": [_meaning(snippet) for snippet in session.snippets], "local": local_digests(found.local)}


def _meaning(snippet: Snippet) -> list[object]:
    options = snippet.options
    language = [] if snippet.runtime == _FIRST else [snippet.runtime]
    stderr = ["stderr"] if options.shows_stderr else []
    prompts = [[[each.line, each.error is not None] for each in snippet.transcript]] if snippet.transcript else []
    return [snippet.code, options.raises, options.seed, options.device, options.processes, *language, *prompts, *stderr]


_FIRST = RUNTIMES[0].name
"""The language of every recording that was made when there was one: their hashes do not say it."""


def digest(value: object) -> str:
    """The hash of a value as JSON writes it."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
