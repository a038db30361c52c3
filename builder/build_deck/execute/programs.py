"""What a program that ran a snippet left behind: what it wrote to stderr, and at which lines, in the author's words."""

import re
from collections.abc import Mapping
from typing import Any

from build_deck import runtimes
from build_deck.execute.jobs import Task
from build_deck.model import Snippet

_CODE = re.compile(r"""(?<![\w/.])(?:[^\s'":()=]*/)?code/(?P<piece>\d+)/(?P<name>[\w.-]+)""")
"""The file that a piece of a session is, as `inside/programs/files` names it."""
_LINE = r"(?:(?P<between>:(?: line )?)(?P<line>\d{1,7}))?"
_CODE_LINE = re.compile(_CODE.pattern + _LINE)
_STATUS = re.compile(r"exit status \d+|SIG[A-Z]+")
_NO_MEMORY = re.compile(
    r"out of memory|javascript OOM|Array buffer allocation failed|OutOfMemoryError|std::bad_alloc"
    r"|[Cc]annot allocate (?:memory|\d+ bytes)|memory allocation of \d+ bytes failed"
)
_ENDS = ("error", "killed")


_AT_PROMPT = re.compile(rf"^{_CODE.pattern}: line \d+: ", re.MULTILINE)


def at_prompt(text: str, snippet: Snippet) -> str:
    """What a shell says of a transcript's code as it says it at its prompt, where code has no lines."""
    return _AT_PROMPT.sub(f"{snippet.runtime}: ", text) if snippet.transcript else text


def named(text: str, task: Task, snippet: Snippet) -> str:
    """The text with the file and line of each piece called as those that its code stands in.

    Also where a snippet's own file is named without its folder: `Main.java:3`.
    """
    pieces = task.job["snippets"]

    def place(found: re.Match[str]) -> str:
        number = int(found["piece"])
        ours = number < len(pieces) and found["name"] == pieces[number]["name"]
        return _placed(found, pieces[number]["path"], pieces[number]["line"]) if ours else found[0]

    name = runtimes.named(snippet.runtime).file(snippet.code)
    if "code/" in text:
        text = _CODE_LINE.sub(place, text)
    if name in text:
        alone = re.compile(rf"(?<![\w/.-]){re.escape(name)}(?P<between>:)(?P<line>\d{{1,7}})")
        text = alone.sub(lambda found: _placed(found, snippet.origin.path, snippet.origin.line), text)
    return text


def _placed(found: re.Match[str], path: str, first: int) -> str:
    return f"{path}{found['between']}{int(found['line']) + first - 1}" if found["line"] else path


def at_lines(text: str, snippet: Snippet) -> str:
    """What a compiler says, with the numbers that it shows beside lines counted as in the file of the code."""
    return _GUTTER.sub(lambda found: f"{int(found[0]) + snippet.origin.line - 1:>{len(found[0])}}", text)


_GUTTER = re.compile(r"^ *\d{1,7}(?= \|)", re.MULTILINE)


def runs(snippet: Snippet) -> bool:
    """Whether a program runs the snippet."""
    return bool(runtimes.named(snippet.runtime).command)


def status(said: str, stderr: str) -> str:
    """The status of a program that ended badly: what it wrote may say that memory ran out."""
    return "memory" if said in _ENDS and _NO_MEMORY.search(stderr) else said


def meant(message: Mapping[str, Any], snippet: Snippet, stderr: str) -> tuple[str | None, str]:
    """The error that a card shows of a program that was to fail, and what is wrong where it failed otherwise."""
    error, wanted = message["error"], snippet.options.raises
    if error is None or wanted is None or not _STATUS.fullmatch(error):
        return error, ""
    known = (error, error.removeprefix("exit status "))
    if wanted not in known and not re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", stderr):
        return None, f"The snippet ended with {error} instead of {wanted}."
    return stderr.strip() or error, ""


def line(stderr: str, snippet: Snippet) -> int:
    """The first line of the snippet's own that stderr names, 0 for none."""
    first = snippet.origin.line
    last = first + snippet.code.count("\n")
    places = re.finditer(rf"(?<![\w/.-]){re.escape(snippet.origin.path)}:(?: line )?(\d{{1,7}})", stderr)
    return next((number for found in places if first <= (number := int(found[1])) <= last), 0)
