"""Fences that hold a transcript of a language's prompt: their code, and the output that each prompt pins."""

from dataclasses import replace

from build_deck import runtimes
from build_deck.errors import Level, Location
from build_deck.model import Example, Pin, Snippet
from build_deck.parse.page import Page
from build_deck.runtimes import Console

_UNFIT = ("raises", "predict")
"""Attributes that a transcript has no use for: it shows its exceptions and its outputs itself."""


def as_transcript(snippet: Snippet, page: Page) -> Snippet:
    """The snippet with its prompts and pins, where it is a transcript; what cannot be read is noted and not run."""
    console = _console(snippet)
    if console is None:
        return snippet
    shown = replace(snippet, language=console.words[0])
    if not snippet.runs:
        return shown
    transcript = console.read(snippet.shown)
    for fault in transcript.faults:
        note = page.error if fault.level is Level.ERROR else page.warning
        note("transcript", _place(snippet, fault.line), fault.what, fault.remedy)
    if not transcript.examples:
        return replace(shown, runtime="")
    pinned = any(example.under for example in transcript.examples)
    return replace(
        _fitting(shown, page),
        code=_in_place(transcript.examples, snippet.shown),
        transcript=transcript.examples,
        pin=Pin("", snippet.location) if pinned else None,
    )


def _console(snippet: Snippet) -> Console | None:
    """The prompt that the snippet shows, if any."""
    if snippet.options.file:
        return None
    if named := runtimes.called(snippet.language):
        console = named.console
        return console if console and snippet.shown.lstrip().startswith(console.prompt) else None
    spoken = runtimes.of_console(snippet.language)
    return spoken.console if spoken else None


def _place(snippet: Snippet, line: int) -> Location:
    return replace(snippet.origin, line=snippet.origin.line + line - 1)


def _in_place(examples: tuple[Example, ...], shown: str) -> str:
    """The code behind the prompts, each line where it stands in the transcript, and the rest left empty."""
    lines = [""] * (shown.count("\n") + 1)
    for example in examples:
        code = example.code.removesuffix("\n").split("\n")
        lines[example.line - 1 : example.line - 1 + len(code)] = code
    return "\n".join(lines)


def _fitting(snippet: Snippet, page: Page) -> Snippet:
    """The snippet without the attributes that mean nothing on a transcript; each of those is noted."""
    options = snippet.options
    for name in _UNFIT:
        if getattr(options, name):
            what = f"{name} means nothing on a transcript: it shows what comes out itself."
            page.error("transcript", snippet.location, what, "Remove it, or write the code without prompts.")
    return replace(snippet, options=replace(options, raises=None, predict=""))
