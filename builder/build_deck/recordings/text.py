"""The text of a recording's file.

PyYAML reads the file but does not write it: its emitter gives up literal blocks for one trailing space or tab, and
then a reviewer reads escapes.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from build_deck.model import Output
from build_deck.recordings.recording import TEXTS, Imprint, Recording, checksum, clean, coarse, figure_files, format_of

_HEADER = "# What the snippets printed, for review. `build-deck` writes this file; edits by hand are refused.\n"


def dump(recording: Recording, figures: Sequence[str] = ()) -> str:
    """The text of the file; `figures` are the names of its figures' files, where those are not the usual ones."""
    return "".join(_lines(recording, iter(figures or [name for name, _ in figure_files(recording)])))


def _lines(recording: Recording, figures: Iterator[str]) -> Iterator[str]:
    environment = recording.environment
    yield _HEADER
    yield f"format: {format_of(recording)}\n"
    yield f"source: {_quoted(recording.source)}\n"
    for name, version in sorted(environment.languages.items()):
        yield f"{name}: {_quoted(version)}\n"
    yield f"device: {_quoted(environment.device)}\n"
    if environment.processor:
        yield f"processor: {_quoted(environment.processor)}\n"
    if environment.packages:
        yield "packages:\n"
        for name, version in sorted(environment.packages.items()):
            yield f"  {_quoted(name)}: {_quoted(version)}\n"
    yield f"seconds: {coarse(recording.seconds):g}\n"
    yield "outputs:\n" if recording.outputs else "outputs: []\n"
    for output in recording.outputs:
        yield from _output(output, list(islice(figures, len(output.figures))))
    if recording.imprint:
        yield from _imprint(recording.imprint)
    yield f"checksum: {_quoted(checksum(recording))}\n"


def _imprint(imprint: Imprint) -> Iterator[str]:
    yield "code:\n"
    for snippet in imprint.snippets:
        yield f"- lines: {_quoted(' '.join(snippet.lines), always=True)}\n"
        if snippet.options:
            yield f"  options: {_quoted(snippet.options)}\n"
    if imprint.modules:
        yield "modules:\n"
        for name, digits in sorted(imprint.modules.items()):
            yield f"  {_quoted(name)}: {_quoted(digits, always=True)}\n"


def _output(output: Output, figures: Sequence[str]) -> Iterator[str]:
    mark = "- "
    for name in TEXTS:
        text = getattr(output, name)
        if text or (text is not None and name not in ("stdout", "stderr")):
            yield f"{mark}{name}: {_block(text)}\n"
            mark = "  "
    if figures:
        yield f"{mark}figures:\n"
        yield from (f"  - {_quoted(name)}\n" for name in figures)
        mark = "  "
    if output.truncated:
        yield f"{mark}truncated: true\n"
        mark = "  "
    if mark == "- ":
        yield "- {}\n"


_LITERAL = re.compile("[\\t\\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]+")
"""What YAML prints and does not take for a line break of its own (YAML 1.1, 5.1 and 5.4)."""


def _block(text: str) -> str:
    """The text as a literal block, or quoted where a block would not bring it back."""
    text = clean(text)
    lines = text.rstrip("\n").split("\n")
    if not _LITERAL.fullmatch(text) or not text.strip("\n"):
        return _quoted(text, always=True)
    # An indicator is needed where the first line that is not empty begins with white space, and harmless elsewhere.
    indent = "2" if next(line for line in lines if line)[0] in " \t" else ""
    end = len(text) - len(text.rstrip("\n"))
    chomping = "-" if end == 0 else "" if end == 1 else "+"
    body = "".join(f"\n    {line}" if line else "\n" for line in lines)
    return f"|{indent}{chomping}{body}" + "\n" * max(end - 1, 0)


_PLAIN = re.compile(r"[A-Za-z][\w.:/-]*[\w.]", re.ASCII)
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null"})


def _quoted(text: str, *, always: bool = False) -> str:
    text = clean(text)
    if not always and _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    return '"' + _ESCAPED.sub(lambda m: f"\\U{ord(m.group()):08x}", escaped[1:-1]) + '"'


_ESCAPED = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
