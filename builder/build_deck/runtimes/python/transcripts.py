"""Transcripts of Python's prompt: `>>>` and `...` before code, and what it printed under it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from build_deck.errors import Level
from build_deck.model import Example
from build_deck.runtimes.row import Fault, Transcript

if TYPE_CHECKING:
    import doctest

_PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: |$)")
_CONTINUATION = re.compile(r"[ \t]*\.\.\.(?: |$)")
_FIRST_PROMPT = re.compile(r"[ \t]*>>>(?: |$)")
_DIRECTIVE = re.compile(r"[ \t]*(?:>>>|\.\.\.) .*#\s*(doctest:.*)")
_BLANK = "<BLANKLINE>"
_TRACEBACK = re.compile(r"^Traceback \((?:most recent call last|innermost last)\):$", re.MULTILINE)
_SYNTAX_ERROR = re.compile(r'^  File ".*", line \d+$', re.MULTILINE)
"""How the prompt tells of code that it could not compile: without the head of a traceback."""
_REFUSED = re.compile(r"line (\d+) of the doc\w+ for \S+ (.*)", re.DOTALL)


def read(text: str) -> Transcript:
    """The prompts of a transcript; none of them where it cannot be read.

    A transcript is not a docstring: an empty line with more output below it is output too.
    """
    lines = text.split("\n")
    if not any(map(_FIRST_PROMPT.match, lines)):
        remedy = "Put >>> and a space before each statement, or write run=false."
        return Transcript((), (Fault(1, "This transcript has no prompt, so that nothing in it runs.", remedy),))
    faults = tuple(_directives(lines))
    if faults:
        return Transcript((), faults)
    import doctest  # 30 ms, for decks with transcripts

    try:
        found = doctest.DocTestParser().get_examples("\n".join(_with_blank_lines(lines)), "transcript")
    except ValueError as error:
        return Transcript((), (_fault(str(error)),))
    examples = tuple(_example(each, lines) for each in found)
    unread = tuple(_unread(lines, examples))
    return Transcript(() if any(fault.level is Level.ERROR for fault in unread) else examples, unread)


def answer(printed: str, error: str | None) -> str:
    """What stands under a prompt: what was printed, then the traceback with its middle left out."""
    ended = printed if not printed or printed.endswith("\n") else f"{printed}\n"
    return ended if error is None else f"{ended}Traceback (most recent call last):\n  ...\n{error}\n"


def rewrite(text: str, answers: Mapping[Example, str]) -> str:
    """The transcript with these answers under these prompts; empty lines in them are marked as doctest has it."""
    lines = text.split("\n")
    for example in sorted(answers, key=lambda each: each.line, reverse=True):
        indent = _indent(lines[example.line - 1])
        given = answers[example].removesuffix("\n").split("\n") if answers[example] else []
        first = example.below - 1
        lines[first : first + example.under] = [indent + (line if line.strip() else _BLANK) for line in given]
    return "\n".join(lines)


def _directives(lines: Sequence[str]) -> Iterator[Fault]:
    for number, line in enumerate(lines, 1):
        if found := _DIRECTIVE.match(line):
            what = f"`# {found[1].strip()}` means nothing here."
            remedy = "Remove it: `...` matches anything, spaces at the ends of lines do not count, and the fence takes "
            yield Fault(number, what, f"{remedy}`tolerance=` and `run=false`.")


def _with_blank_lines(lines: Sequence[str]) -> Iterator[str]:
    """The lines, an empty one inside an output marked as doctest has it."""
    below = ""
    marked: list[str] = []
    for line in reversed(lines):
        if line.strip():
            below = line
        outputs_go_on = below and not _FIRST_PROMPT.match(below)
        marked.append(line if line.strip() or not outputs_go_on else f"{_indent(below)}{_BLANK}")
    began = False
    for line, plain in zip(reversed(marked), lines, strict=True):
        began = began or bool(plain.strip())
        yield line if began else plain


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _fault(refusal: str) -> Fault:
    """What doctest's parser says of the text, in our words as far as we have them."""
    match = _REFUSED.match(refusal)
    number, why = (int(match[1]), match[2]) if match else (1, refusal)
    if why.startswith("lacks blank"):
        return Fault(number, "There is no space behind the prompt.", "Write `>>> ` or `... ` and then the code.")
    if "inconsistent leading whitespace" in why:
        remedy = "Indent what belongs to an example like its prompt."
        return Fault(number, "This line is indented less than the prompt above it.", remedy)
    return Fault(number, f"This transcript cannot be read: {why}.", "Mend it, or write run=false.")


def _example(found: "doctest.Example", lines: Sequence[str]) -> Example:
    want, error = _parted("\n".join("" if line == _BLANK else line for line in found.want.split("\n")))
    below = found.lineno + 2
    while below <= len(lines) and _CONTINUATION.match(lines[below - 1]):
        below += 1
    return Example(found.source, found.lineno + 1, want, error, below, found.want.count("\n"))


def _parted(want: str) -> tuple[str, str | None]:
    """What must be printed, and the exception after it: the lines of a traceback that are not indented."""
    head = _TRACEBACK.search(want) or _SYNTAX_ERROR.search(want)
    if head is None:
        return want, None
    below = want[head.end() :].lstrip("\n").split("\n")
    start = next((number for number, line in enumerate(below) if line and not line[0].isspace() and line != "..."), 0)
    return want[: head.start()], "\n".join(below[start:]).rstrip("\n")


def _unread(lines: Sequence[str], examples: Sequence[Example]) -> Iterator[Fault]:
    """A fault for the first line of each text that no prompt stands above, so that nothing verifies it."""
    read_ = {number for each in examples for number in range(each.line, each.below + each.under)}
    began = False
    for number, line in enumerate(lines, 1):
        stray = bool(line.strip()) and number not in read_ and not _PROMPT.match(line)
        if stray and not began:
            above = number < examples[0].line if examples else True
            what = f"`{line.strip()[:40]}` stands under no prompt that runs, so that nothing verifies it."
            remedy = "Remove it, or put it under the statement that prints it."
            yield Fault(number, what, remedy, Level.WARNING if above else Level.ERROR)
        began = stray
