"""Transcripts of a shell's prompt: `$ ` and `> ` before code, and under it what the terminal showed."""

import re
from collections.abc import Iterator, Mapping, Sequence

from build_deck.model import Example
from build_deck.runtimes.row import Console, Fault, Transcript

_PROMPT = re.compile(r"(?:[\w.@:~/-]+)?\$(?: |$)")
"""With or without who, where and which folder before it."""
_CONTINUATION = re.compile(r"> ?")


def read(text: str) -> Transcript:
    """The prompts of a transcript; none of them where it cannot be read."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _PROMPT.match(line)]
    if not starts:
        remedy = "Put $ and a space before each command, or write run=false."
        return Transcript((), (Fault(1, "This transcript has no prompt, so that nothing in it runs.", remedy),))
    stray = next((number for number in range(starts[0]) if lines[number].strip()), None)
    if stray is not None:
        what = f"`{lines[stray].strip()[:40]}` stands under no prompt that runs, so that nothing verifies it."
        return Transcript((), (Fault(stray + 1, what, "Remove it, or put it under the command that prints it."),))
    return Transcript(tuple(_examples(lines, starts)))


def _examples(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Example]:
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        below = start + 1
        while below < end and _CONTINUATION.match(lines[below]):
            below += 1
        code = [_PROMPT.sub("", lines[start], count=1)]
        code += [_CONTINUATION.sub("", line, count=1) for line in lines[start + 1 : below]]
        said = "\n".join(lines[below:end]).rstrip().split("\n")
        shown = [] if said == [""] else said
        want = "".join(f"{line}\n" for line in shown)
        yield Example("\n".join(code) + "\n", start + 1, want, None, below + 1, len(shown))


def answer(printed: str, error: str | None) -> str:
    """What stands under a prompt: what was printed."""
    del error  # of a shell all that is told is printed
    return printed if not printed or printed.endswith("\n") else f"{printed}\n"


def rewrite(text: str, answers: Mapping[Example, str]) -> str:
    """The transcript with these answers under these prompts."""
    lines = text.split("\n")
    for example in sorted(answers, key=lambda each: each.line, reverse=True):
        given = answers[example].removesuffix("\n").split("\n") if answers[example] else []
        lines[example.below - 1 : example.below - 1 + example.under] = given
    return "\n".join(lines)


SHELL = Console(
    words=("console", "shell-session", "sh-session", "bash-session", "shellsession"),
    prompt="$ ",
    read=read,
    answer=answer,
    rewrite=rewrite,
)
