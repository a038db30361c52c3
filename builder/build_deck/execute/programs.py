"""What a program that ran a snippet left behind: what it wrote to stderr, and at which lines, in the author's words."""

import re
from collections.abc import Mapping
from typing import Any

from build_deck import runtimes
from build_deck.execute.jobs import Task
from build_deck.model import Snippet

_CODE = re.compile(r"""(?<![\w/])(?:/[^\s'":()]+)*/code/(?P<piece>\d+)/(?P<name>[\w.-]+)""")
"""The file that a piece of a session is, as `inside/programs/files` names it."""
_STATUS = re.compile(r"exit status \d+|SIG[A-Z]+")
_NO_MEMORY = re.compile(
    r"out of memory|Array buffer allocation failed|OutOfMemoryError|std::bad_alloc"
    r"|[Cc]annot allocate (?:memory|\d+ bytes)|memory allocation of \d+ bytes failed"
)
_ENDS = ("error", "killed")


_AT_PROMPT = re.compile(rf"^{_CODE.pattern}: line \d+: ", re.MULTILINE)


def at_prompt(text: str, snippet: Snippet) -> str:
    """What a shell says of a transcript's code as it says it at its prompt, where code has no lines."""
    return _AT_PROMPT.sub(f"{snippet.runtime}: ", text) if snippet.transcript else text


def named(text: str, task: Task) -> str:
    """The text with the file of each piece called as the file that its code stands in."""
    if "/code/" not in text:
        return text
    pieces = task.job["snippets"]

    def path(found: re.Match[str]) -> str:
        number = int(found["piece"])
        ours = number < len(pieces) and found["name"] == pieces[number]["name"]
        return pieces[number]["path"] if ours else found[0]

    return _CODE.sub(path, text)


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
