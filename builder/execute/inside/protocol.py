"""The messages between the command, the zygote's slots and a session's process: one JSON object a line.

The command sends a `Job`; a slot answers with `Started` and `Finished` for each snippet and a `Done`. A session's
process sends a `Report` a snippet to its slot. A report is written where the snippet can write too, so it is checked
field by field and never believed about anything but its own session.
"""

import json
from typing import Any, Literal, TypedDict

MOST_REPORT = 16 << 20
"""Bytes that one session may report, figures included."""

STAND_BY, GO = b"\n", b"g"

Status = Literal["ok", "error", "memory", "output-limit", "timeout", "killed"]
STATUSES = ("ok", "error", "memory", "output-limit", "timeout", "killed")


class SnippetJob(TypedDict):
    """One snippet to run."""

    code: str
    path: str
    """What tracebacks and warnings call the file."""
    line: int
    """The line of that file on which the code begins."""
    file: str
    """The absolute path of a snippet file; empty for a fence."""
    raises: str | None
    seed: int | None
    timeout: float
    """Seconds."""


class ConditionsJob(TypedDict):
    """The fixed conditions that are set after the fork."""

    seed: int
    threads: int
    columns: int
    folder: str
    timezone: str
    process_ids: int
    reversed_listing: bool


class Job(TypedDict):
    """One session."""

    snippets: list[SnippetJob]
    conditions: ConditionsJob
    device: str
    """`cpu` or `cuda`."""
    memory: int
    """MiB."""
    output: int
    """Bytes a stream."""
    disk: int
    """MiB."""
    processes: bool
    environment: dict[str, str]
    import_paths: list[str]
    data: list[str]
    readable: list[str]


class Report(TypedDict):
    """What a session's process says of one snippet."""

    status: Status
    value: str | None
    html: str | None
    error: str | None
    figures: list[str]
    truncated: bool
    message: str
    path: str
    line: int
    """0 for none."""
    missing: str
    """The module that could not be found."""
    ended: bool
    """Whether the snippet ended the session in good order (`sys.exit()`)."""


class Finished(Report):
    """What a slot says of one snippet."""

    event: Literal["finished"]
    snippet: int
    stdout: str
    stderr: str
    seconds: float


class Zygote(TypedDict):
    """What a zygote is started with."""

    slots: list[int]
    """Descriptors of one socket a slot."""
    control: int
    root: str
    """A folder of its own, which it removes at its end."""
    preload: list[list[str]]
    """A module and names that are fetched from it."""
    optimizer: bool
    namespaces: bool
    sandbox: bool
    device: str


_dumps, _loads = json.dumps, json.loads  # a snippet may replace what `json` holds

EMPTY: Report = {
    "status": "ok",
    "value": None,
    "html": None,
    "error": None,
    "figures": [],
    "truncated": False,
    "message": "",
    "path": "",
    "line": 0,
    "missing": "",
    "ended": False,
}


def encode(message: object) -> bytes:
    """One line."""
    return _dumps(message).encode("ascii") + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """The object on a line; an empty one where the line holds none."""
    try:
        message = _loads(line)
    except (ValueError, RecursionError, MemoryError):
        return {}
    return message if isinstance(message, dict) else {}


def checked(message: dict[str, Any]) -> Report | None:
    """The report, if every field is there and of its type."""
    figures = message.get("figures")
    good = (
        message.get("status") in STATUSES
        and all(isinstance(message.get(name), str) for name in ("message", "path", "missing"))
        and all(isinstance(message.get(name), str | None) for name in ("value", "html", "error"))
        and all(isinstance(message.get(name), bool) for name in ("truncated", "ended"))
        and isinstance(message.get("line"), int)
        and isinstance(figures, list)
        and all(isinstance(figure, str) for figure in figures)
    )
    return Report(**{name: message[name] for name in EMPTY}) if good else None  # type: ignore[typeddict-item]  # checked above
