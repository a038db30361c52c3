"""What slots report, as `SnippetRun` values: the verdict, and a message an author can act on.

A message's first line is a full sentence; what follows it (a traceback) is to be shown as it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from build_deck import runtimes
from build_deck.errors import Location
from build_deck.execute import denials, programs
from build_deck.execute.jobs import Task
from build_deck.execute.places import without_lines, without_places
from build_deck.execute.screen import as_on_a_terminal
from build_deck.model import Example, Output, Snippet, SnippetRun, Verdict
from build_deck.syntax.svg import clean

VERDICTS: Mapping[str, Verdict] = {
    "ok": Verdict.OK,
    "error": Verdict.ERROR,
    "memory": Verdict.MEMORY,
    "output-limit": Verdict.OUTPUT_LIMIT,
    "timeout": Verdict.TIMEOUT,
    "killed": Verdict.KILLED,
    "denied": Verdict.ERROR,
}

_CUT_SHORT = (Verdict.TIMEOUT, Verdict.KILLED, Verdict.MEMORY, Verdict.OUTPUT_LIMIT)
"""Verdicts on a snippet that was ended: what it had printed to stderr may say why."""
_LINES_TOLD = 20

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LAST_LINE = 10_000_000
_RANDOM_ID = re.compile(r"\bT_[0-9a-f]{5}(?=[_\"'\s#{])")


def snippet_runs(task: Task) -> tuple[SnippetRun, ...]:
    """One for each snippet of the task's session, also for those that never ran."""
    told = {owner_of(task, message) for message in task.results}
    runs: list[SnippetRun] = []
    while len(runs) in told:  # what a snippet may have forged beyond is no matter
        runs.append(snippet_run(task, len(runs)))
    if not runs and task.attempts:
        lost = "The process that runs snippets ended twice under this session; it may bring down the machine."
        runs.append(SnippetRun(Output(), Verdict.KILLED, lost, task.session.snippets[0].origin))
    elif not runs:
        lost = f"The process that runs snippets could not be started.\n{task.isolation}".rstrip()
        runs.append(SnippetRun(Output(), Verdict.ERROR, lost, task.session.snippets[0].origin))
    while len(runs) < len(task.session.snippets):
        runs.append(_not_run(task, runs))
    return tuple(runs)


def owner_of(task: Task, message: Mapping[str, Any]) -> int:
    """The number of the snippet that a message is about."""
    return task.owners[int(message["snippet"])]


def begins(task: Task, message: Mapping[str, Any]) -> bool:
    """Whether a `Started` message is the first about its snippet."""
    piece = int(message["snippet"])
    return piece == 0 or task.owners[piece - 1] != task.owners[piece]


def ends(task: Task, message: Mapping[str, Any]) -> bool:
    """Whether a `Finished` message is the last about its snippet."""
    piece = int(message["snippet"])
    last = piece + 1 == len(task.owners) or task.owners[piece + 1] != task.owners[piece]
    return last or message["status"] != "ok" or bool(message["ended"])


def snippet_run(task: Task, number: int) -> SnippetRun:
    """What the messages about one snippet mean: one, or as many as its transcript has prompts."""
    snippet = task.session.snippets[number]
    runs = [_piece_run(task, snippet, message) for message in task.results if owner_of(task, message) == number]
    if not runs:
        lost = "The session's process ended before it said anything of this snippet."
        return SnippetRun(Output(), Verdict.KILLED, lost, snippet.origin)
    if not snippet.transcript:
        return runs[-1]
    last, outputs = runs[-1], tuple(run.output for run in runs)
    if last.verdict is Verdict.OK and len(runs) < len(snippet.transcript):
        ended, idle = (_place(snippet, snippet.transcript[len(runs) - back]) for back in (1, 0))
        last = replace(last, verdict=Verdict.ERROR, message=f"Not run: {ended} ended the session.", location=idle)
    whole = Output(
        stdout="".join(output.stdout for output in outputs),
        stderr="".join(output.stderr for output in outputs),
        figures=tuple(figure for output in outputs for figure in output.figures),
        truncated=any(output.truncated for output in outputs),
        examples=outputs,
    )
    return replace(last, output=whole, seconds=sum(run.seconds for run in runs))


def _place(snippet: Snippet, example: Example) -> Location:
    return replace(snippet.origin, line=snippet.origin.line + example.line - 1)


def _not_run(task: Task, runs: Sequence[SnippetRun]) -> SnippetRun:
    """The run of a snippet that an earlier one kept from running."""
    first = next((n for n, run in enumerate(runs) if run.verdict is not Verdict.OK), len(runs) - 1)
    place = task.session.snippets[first].location
    ended = bool(task.results and task.results[-1].get("ended"))
    why = f"the snippet at {place} ended the session" if ended else f"the snippet at {place} failed"
    return SnippetRun(Output(), Verdict.ERROR, f"Not run: {why}.", task.session.snippets[len(runs)].origin)


def _piece_run(task: Task, snippet: Snippet, message: Mapping[str, Any]) -> SnippetRun:
    """What one `Finished` message means.

    The message is the snippet's own word: the place it names is believed where there is code of the session.
    """
    own = frozenset(each.origin.path for each in task.session.snippets)
    verdict = VERDICTS[message["status"]]
    denial = _denial(task, message, snippet)
    if programs.runs(snippet):
        message = _of_program(task, message, snippet)
        verdict = VERDICTS[message["status"]]
    line = int(message["line"])
    path = message["path"] if message["path"] in own else snippet.origin.path
    place = Location(path, line) if 0 < line < _LAST_LINE else snippet.origin
    text = visible(" ".join(denial) or message["message"])
    if denial:
        verdict = Verdict.ERROR
    elif missing := message["missing"]:
        text = _with_remedy(text, runtimes.named(snippet.runtime).install(visible(missing)))
    elif verdict is Verdict.ERROR and (absent := denials.absent(message)):
        text = _with_remedy(text, f"Put {visible(absent)} beside the Markdown and name it under `data:` in deck.yaml.")
    try:
        output = _output(task, message)
    except ValueError as fault:
        output = _output(task, {**message, "figures": ()})
        if verdict is Verdict.OK:
            verdict, text = Verdict.ERROR, f"A figure of the snippet is none that a card can show: {fault}."
    if verdict in _CUT_SHORT and (said := _stderr(message).strip()):
        text = f"{text}\nIt printed to stderr:\n{_end_of(said)}"
    return SnippetRun(
        output=output,
        verdict=verdict,
        message="" if verdict is Verdict.OK else text,
        remedy=visible(denial[1]) if denial else "",
        location=None if verdict is Verdict.OK else place,
        seconds=float(message["seconds"]),
    )


def _of_program(task: Task, message: Mapping[str, Any], snippet: Snippet) -> Mapping[str, Any]:
    """The message with what its program wrote to stderr taken for what it says of the end."""
    parts = {part: programs.at_prompt(message[part], snippet) for part in ("stdout", "stderr", "message")}
    named = {part: programs.named(text, task, snippet) for part, text in parts.items()}
    said = named["stderr"] = runtimes.named(snippet.runtime).said(_stderr(named))
    error, wrong = programs.meant(message, snippet, said)
    error = error and without_lines(error, task.session.snippets)
    status = "error" if wrong else programs.status(message["status"], said)
    text = wrong or named["message"]
    if status == "error" and said.strip() and "\n" not in text and not message["missing"]:
        text = f"{text}\n{programs.at_lines(_end_of(said.strip()), snippet)}"
    named["stdout"] = without_lines(named["stdout"], task.session.snippets)
    line = message["line"] or (programs.line(said, snippet) if status != "ok" else 0)
    return {**message, **named, "message": text, "status": status, "error": error, "line": line}


def _denial(task: Task, message: Mapping[str, Any], snippet: Snippet) -> tuple[str, str] | tuple[()]:
    """What is to be said of what the sandbox denied, and what to do about it; empty where it denied nothing."""
    if message["denied"]:
        return denials.explain(message, processes=task.job["processes"])
    return denials.beside(message, snippet)


def _end_of(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(["…", *lines[-_LINES_TOLD:]] if len(lines) > _LINES_TOLD else lines)


def _with_remedy(text: str, remedy: str) -> str:
    first, _, rest = text.partition("\n")
    return f"{first}. {remedy}\n{rest}".rstrip()


def _output(task: Task, message: Mapping[str, Any]) -> Output:
    """What the snippet gave, its figures reduced to pictures; raises ValueError where one of them is none."""
    value, html, error = message["value"], message["html"], message["error"]
    return Output(
        stdout=visible(as_on_a_terminal(message["stdout"])),
        stderr=without_lines(_stderr(message), task.session.snippets),
        value=None if value is None else visible(value),
        html=None if html is None else _RANDOM_ID.sub("T_table", visible(html)),
        error=None if error is None else without_places(visible(error)),
        figures=tuple(map(clean, message["figures"])),
        truncated=bool(message["truncated"]),
    )


def _stderr(message: Mapping[str, Any]) -> str:
    return without_places(visible(as_on_a_terminal(message["stderr"])))


def visible(text: str) -> str:
    r"""The text with what no file or page can show written as an escape: `\x00`, `\udc80`."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text.replace("\r\n", "\n"))
