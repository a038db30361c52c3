"""A session of snippets, what came out of it, and in what environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from build_deck.errors import Location
from build_deck.model.sources import Snippet


class Verdict(StrEnum):
    """What became of a snippet, as `verify --json` writes it."""

    OK = "ok"
    CHANGED = "changed"
    UNSTABLE = "unstable"
    UNRECORDED = "unrecorded"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output-limit"
    KILLED = "killed"
    CPU_ONLY = "cpu-only"
    LUCKY = "lucky"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a snippet may use, unless its own attributes say otherwise."""

    timeout: float = 60.0
    """Seconds a snippet."""
    memory: int = 4096
    """MiB a session."""
    output: int = 65536
    """Bytes a snippet may print."""
    disk: int = 64
    """MiB a session may write in its own folder."""
    processes: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """The running snippets of one note, in order: one process, one namespace. Editions that agree share it."""

    name: str
    """The stem of its recording: the note's id, with `.<edition>` behind it where editions differ."""
    snippets: tuple[Snippet, ...]
    shared_name: str | None = None
    """Where editions differ, the name they had while they agreed: its recording is what a new one is held against."""


@dataclass(frozen=True, slots=True)
class Output:
    """What one snippet gave, as a recording keeps it."""

    stdout: str = ""
    stderr: str = ""
    value: str | None = None
    """The repr of the last expression, None when there is none."""
    html: str | None = None
    """The sanitised `_repr_html_` of the last expression (a table)."""
    error: str | None = None
    """`ValueError: message` of the exception that `raises=` asked for."""
    figures: tuple[str, ...] = ()
    """SVG documents."""
    truncated: bool = False
    examples: tuple["Output", ...] = ()
    """Of a transcript: what each of its prompts gave. Not part of a recording."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What produced an output."""

    languages: Mapping[str, str]
    """What ran, and its version: `{"python": "3.11"}`."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Distribution name to version, of what the session imports."""
    device: str = "cpu"
    """`cpu`, or the name of the GPU."""
    isolation: str = ""
    """The tier the sandbox reached; not part of a recording."""
    processor: str = ""
    """What the CPU calls itself, and the instructions it has; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class SnippetRun:
    """What the engine says of one snippet."""

    output: Output
    verdict: Verdict
    """One of ok, error, timeout, memory, output-limit, killed, cpu-only, unstable."""
    message: str = ""
    """What happened, with the traceback where there is one; empty when ok."""
    location: Location | None = None
    """The line that failed."""
    seconds: float = 0.0
    remedy: str = ""
    """What to do about what the sandbox denied, the end of the message; empty where it denied nothing."""


@dataclass(frozen=True, slots=True)
class SessionRun:
    """What the engine says of one session: a `SnippetRun` for each of its snippets, in order."""

    session: Session
    snippets: tuple[SnippetRun, ...]
    environment: Environment
    seconds: float = 0.0
    cached: bool = False
