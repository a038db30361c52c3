"""What slots report, as `SnippetRun` values: the verdict, and a message an author can act on.

A message's first line is a full sentence; what follows it (a traceback) is to be shown as it is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from builder.errors import Location
from builder.execute.jobs import Task
from builder.model import Output, SnippetRun, Verdict

VERDICTS: Mapping[str, Verdict] = {
    "ok": Verdict.OK,
    "error": Verdict.ERROR,
    "memory": Verdict.MEMORY,
    "output-limit": Verdict.OUTPUT_LIMIT,
    "timeout": Verdict.TIMEOUT,
    "killed": Verdict.KILLED,
}

INSTALL: Mapping[str, str] = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
"""Distributions whose name is not the module's."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_RANDOM_ID = re.compile(r"\bT_[0-9a-f]{5}(?=[_\"'\s#{])")


def snippet_runs(task: Task) -> tuple[SnippetRun, ...]:
    """One for each snippet of the task's session, also for those that never ran."""
    runs = [snippet_run(task, message) for message in task.results[: len(task.session.snippets)]]
    if not runs and task.attempts:
        lost = "The process that runs snippets ended twice under this session; it may bring down the machine."
        runs.append(SnippetRun(Output(), Verdict.KILLED, lost, task.session.snippets[0].origin))
    elif not runs:
        lost = f"The process that runs snippets could not be started.\n{task.isolation}".rstrip()
        runs.append(SnippetRun(Output(), Verdict.ERROR, lost, task.session.snippets[0].origin))
    while len(runs) < len(task.session.snippets):
        runs.append(_not_run(task, runs))
    return tuple(runs)


def _not_run(task: Task, runs: Sequence[SnippetRun]) -> SnippetRun:
    """The run of a snippet that an earlier one kept from running."""
    first = next((n for n, run in enumerate(runs) if run.verdict is not Verdict.OK), len(runs) - 1)
    place = task.session.snippets[first].location
    ended = bool(task.results and task.results[-1].get("ended"))
    why = f"the snippet at {place} ended the session" if ended else f"the snippet at {place} failed"
    return SnippetRun(Output(), Verdict.ERROR, f"Not run: {why}.", task.session.snippets[len(runs)].origin)


def snippet_run(task: Task, message: Mapping[str, Any]) -> SnippetRun:
    """What one `Finished` message means."""
    snippet = task.session.snippets[int(message["snippet"])]
    verdict = VERDICTS[message["status"]]
    line = int(message["line"])
    place = Location(message["path"] or snippet.origin.path, line) if line > 0 else snippet.origin
    text = visible(message["message"])
    if missing := message["missing"]:
        text = _with_remedy(text, visible(missing))
    return SnippetRun(
        output=_output(message),
        verdict=verdict,
        message="" if verdict is Verdict.OK else text,
        location=None if verdict is Verdict.OK else place,
        seconds=float(message["seconds"]),
    )


def _with_remedy(text: str, missing: str) -> str:
    name = missing.partition(".")[0]
    first, _, rest = text.partition("\n")
    remedy = f"Install it where build-deck is installed: pip install {INSTALL.get(name, name)}"
    return f"{first}. {remedy}\n{rest}".rstrip()


def _output(message: Mapping[str, Any]) -> Output:
    value, html, error = message["value"], message["html"], message["error"]
    return Output(
        stdout=visible(_as_on_a_terminal(message["stdout"])),
        stderr=visible(_as_on_a_terminal(message["stderr"])),
        value=None if value is None else visible(value),
        html=None if html is None else _RANDOM_ID.sub("T_table", visible(html)),
        error=None if error is None else visible(error),
        figures=tuple(message["figures"]),
        truncated=bool(message["truncated"]),
    )


def visible(text: str) -> str:
    r"""The text with what no file or page can show written as Python writes it: `\x00`, `\udc80`."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text.replace("\r\n", "\n"))


def _as_on_a_terminal(text: str) -> str:
    """The text as it looks in the end: what follows a carriage return overwrites its line (a progress bar)."""
    if "\r" not in text:
        return text
    return "\n".join(_overwritten(line) for line in text.replace("\r\n", "\n").split("\n"))


def _overwritten(line: str) -> str:
    shown = ""
    for part in line.split("\r"):
        shown = part + shown[len(part) :]
    return shown
