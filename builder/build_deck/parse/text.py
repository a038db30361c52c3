"""Bytes to clean text: later stages see NFC with plain newlines and no control characters, whatever an editor wrote."""

import re
import unicodedata

from build_deck.errors import Level, Location, Problem

_NEWLINES = re.compile(r"\r\n?")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file and what was wrong with its bytes; what cannot be decoded becomes U+FFFD."""
    problems: tuple[Problem, ...] = ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text, problems = data.decode("utf-8", errors="replace"), (_not_utf8(data, error, path),)
    cleaned, more = clean(text, path)
    return cleaned, problems + more


def clean(text: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text as later stages want it, and a problem for the first character of each kind that had to go.

    Lines stay where they are: a line of the result is the same line of the file. Cleaning twice changes nothing.
    """
    text = _NEWLINES.sub("\n", text.removeprefix("\ufeff"))
    problems = tuple(_unwanted(text, path))
    if problems:
        text = _UNWANTED.sub(lambda match: REPLACEMENT if match[0] == "\0" or match[0] >= "\ud800" else "", text)
    return unicodedata.normalize("NFC", text), problems


def _unwanted(text: str, path: str) -> list[Problem]:
    first: dict[str, int] = {}
    for match in _UNWANTED.finditer(text):
        first.setdefault(match[0], match.start())
    return [_unwanted_problem(character, _location(text, start, path)) for character, start in first.items()]


def _unwanted_problem(character: str, location: Location) -> Problem:
    if character >= "\ud800":
        what = f"Half of a surrogate pair (U+{ord(character):04X}) is not a character."
    else:
        what = f"The file holds the control character U+{ord(character):04X}, which no card can show."
    fate = "left out" if "\0" < character < "\ud800" else "shown as U+FFFD"
    remedy = f"It is {fate}; remove it from the file."
    return Problem("control-character", location, what, remedy, Level.WARNING)


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: str) -> Problem:
    before = data[: error.start].decode("utf-8")
    location = _location(_NEWLINES.sub("\n", before.removeprefix("\ufeff")), None, path)
    what = f"Byte 0x{data[error.start]:02x} is not UTF-8."
    return Problem("not-utf8", location, what, "Save the file as UTF-8.")


def _location(text: str, offset: int | None, path: str) -> Location:
    before = text if offset is None else text[:offset]
    return Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
