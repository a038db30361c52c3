"""The messages between the command, the zygote's slots and a session's process: one JSON object a line.

The command sends a `Job`; a slot answers with `Started` and `Finished` for each snippet and a `Done`. A session's
process sends a `Report` a snippet to its slot. A report is written where the snippet can write too, so it is checked
field by field and never believed about anything but its own session.
"""

import json
from typing import Any, Literal, TypedDict

MOST_REPORT = 16 << 20
"""Bytes that one session may report, figures included."""

_MOST_WORDS = 100_000
"""Characters of what a report says beside its outputs."""

STAND_BY, COMPILED, GO = b"ready\n", b"compiled\n", b"g"
"""Not an empty line: what a crash writes has some."""

Status = Literal["ok", "error", "memory", "output-limit", "timeout", "killed", "denied"]
STATUSES = ("ok", "error", "memory", "output-limit", "timeout", "killed")
"""What a session may say of itself; that something was denied, its slot says."""


class SnippetJob(TypedDict):
    """One snippet to run."""

    language: str
    code: str
    name: str
    """What its file is called, where a program runs it."""
    entry: str
    """Where the program begins, if that has a name."""
    path: str
    """What tracebacks and warnings call the file."""
    line: int
    """The line of that file on which the code begins."""
    file: str
    """The absolute path of a snippet file; empty for a fence."""
    interactive: bool
    """Whether it is a statement behind a prompt, which shows the value of each expression."""
    raises: str | None
    seed: int | None
    timeout: float
    """Seconds."""


class ProgramJob(TypedDict):
    """How a language's snippets are run by programs."""

    command: list[str]
    """What runs a file of code, or the driver, which runs one after another; with its arguments."""
    compile: list[str]
    """What makes a program of a file of code; empty where nothing has to."""
    driver: str
    """The text of the driver; empty where the command is started for each snippet."""
    processes: bool
    """Whether snippets start processes in any case."""
    asks: bool
    """Whether it asks for a socket when it starts, and does well without."""
    environment: dict[str, str]


class ConditionsJob(TypedDict):
    """The fixed conditions that are set after the fork."""

    seed: int
    threads: int
    columns: int
    folder: str
    timezone: str
    locale: str
    """`en_US.UTF-8`."""
    optimise: int
    """How much compilers do about speed, 0 to 3."""
    process_ids: int
    reversed_listing: bool
    sample: int
    """Which sample of random numbers: by how much every seed is shifted; 0 for the author's own."""


class Job(TypedDict):
    """One session."""

    snippets: list[SnippetJob]
    programs: dict[str, ProgramJob]
    """By language; those of which none is named run in the session's own process."""
    tools: list[str]
    """Programs, and folders of theirs, that only these languages may read and start."""
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
    hidden: list[str]
    """Files and folders, resolved, that no session reads, wherever they lie."""


class Attempt(TypedDict):
    """What a session's process is about to do that may be refused."""

    kind: str
    """`process`, `network`, `socket`, `read`, `write`; `missing`: a file of the working folder that is not there."""
    what: str
    """The program, the host, the path."""
    where: str
    """When it means something: where the path is `there`, can be `new`, `either`; where the host is a `name`."""
    excused: bool
    """Whether a library tries out what there is."""
    path: str
    line: int
    """The snippet's line that it comes from, 0 for none."""


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
    denied: str
    """The kind of what was denied, empty for nothing."""
    what: str
    """What that was about: a program, a host, a path."""
    absent: list[str]
    """Files that it looked for in its working folder and did not find."""
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


def attempted(message: dict[str, Any]) -> Attempt | None:
    """The attempt, if every field is there and of its type."""
    good = (
        all(isinstance(message.get(name), str) for name in ("kind", "what", "where", "path"))
        and isinstance(message.get("excused"), bool)
        and isinstance(message.get("line"), int)
    )
    return Attempt(**{name: message[name] for name in Attempt.__annotations__}) if good else None  # type: ignore[typeddict-item]  # checked above


def fits(report: Report, most: int) -> bool:
    """Whether no text of a report is longer than a session may make it, `most` being its limit for a stream."""
    marks = 200
    value, html = len(report["value"] or ""), len(report["html"] or "")
    others = (report["error"] or "", report["message"], report["path"], report["missing"])
    return value <= most + marks and html <= most * 4 and sum(map(len, others)) <= _MOST_WORDS
