"""A recording: the reviewed output of a session, what its file and its figures are called, and what vouches for it."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from build_deck.model import Environment, Output

FORMAT = 2
"""The newest of the file; a reader refuses what is newer than itself."""

TEXTS = ("stdout", "stderr", "value", "html", "error")
"""The parts of an output that are text, by the names that model and file share."""

_SECONDS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
"""The durations that are told apart: enough to balance shards by, too coarse to change from run to run."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a recording remembers of the code, so that what has changed in it can be told."""

    snippets: tuple["SnippetImprint", ...]
    """One for each snippet of the session that runs, pinned ones too, in order."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """The name of each module that lies beside the snippets, and the first digits of its hash."""


@dataclass(frozen=True, slots=True)
class SnippetImprint:
    """What is remembered of one snippet."""

    lines: tuple[str, ...]
    """A few hexadecimal digits a line."""
    options: str = ""
    """`seed=7 device=cpu`, as far as they change what comes out."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What is on file of a session."""

    session: str
    """Its name, the stem of the file."""
    source: str
    """The hash of what ran."""
    environment: Environment
    seconds: float
    outputs: tuple[Output, ...]
    """One for each snippet of the session that runs and has no pin, in order."""
    imprint: Imprint | None = None
    """None where an earlier version recorded it. Nothing is judged by it: the checksum is not of it."""


def renewed(old: Recording | None, new: Recording, unchanged: Sequence[bool]) -> Recording:
    """The recording to save: old outputs stay where they say the same, so that a diff shows what changed and no more.

    `unchanged` holds, for each output of `new`, whether the comparison found it to be that of `old`.
    """
    if old is None or len(old.outputs) != len(new.outputs):
        return new
    if all(unchanged):
        return replace(old, source=new.source, imprint=new.imprint)
    kept = zip(old.outputs, new.outputs, unchanged, strict=True)
    return replace(new, outputs=tuple(was if same else now for was, now, same in kept))


def format_of(recording: Recording) -> int:
    """The oldest format that holds the recording."""
    return 1 if set(recording.environment.languages) == _FORMAT_1 else FORMAT


_FORMAT_1 = {"python"}
"""The languages of format 1; format 2 has a line `NAME: VERSION` for each that ran."""


def figure_name(session: str, number: int) -> str:
    """The name of a session's figure, counted from 1 through its outputs."""
    return f"{session}-{number}.svg"


def figure_files(recording: Recording) -> Iterator[tuple[str, str]]:
    """Name and SVG of each figure."""
    svgs = [svg for output in recording.outputs for svg in output.figures]
    for number, svg in enumerate(svgs, 1):
        yield figure_name(recording.session, number), _unix(clean(svg))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def checksum(recording: Recording) -> str:
    """A digest of what the recording says rather than of its bytes: git may write other line ends."""
    versions = sorted(recording.environment.languages.items())
    content = [
        recording.source,
        versions[0][1] if len(versions) == 1 else versions,
        recording.environment.device,
        sorted(recording.environment.packages.items()),
        coarse(recording.seconds),
        [
            [*(clean(getattr(o, n) or "") for n in TEXTS), *(_unix(clean(f)) for f in o.figures), o.truncated]
            for o in recording.outputs
        ],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def clean(text: str) -> str:
    """The text as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text


def coarse(seconds: float) -> float:
    """The duration as a file holds it."""
    return min(_SECONDS, key=lambda step: abs(step - seconds))
