"""Words as messages and tables use them: counted, in backticks, aligned, with what was probably meant.

Part of what is told comes from a deck or its snippets: nothing in it may move a cursor, turn text around or pass for
somebody else's line, so whatever writes messages spells it out.
"""

import difflib
import json
import re
from collections.abc import Iterable
from unicodedata import category, east_asian_width


def counted(number: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def quoted(word: str, limit: int = 60) -> str:
    """The word in backticks, shortened where it is long."""
    return f"`{word if len(word) <= limit else word[:limit] + '…'}`"


def suggestion(word: str, known: Iterable[str]) -> str:
    """`The nearest is X; the known ones are X, Y.`, or only the second half when nothing is near."""
    words = list(dict.fromkeys(known))
    folded = {known_word.casefold(): known_word for known_word in words}
    near = difflib.get_close_matches(word.casefold()[:80], folded, n=1, cutoff=0.5)
    listing = ", ".join(words)
    return (
        f"The nearest is {folded[near[0]]}; the known ones are {listing}." if near else f"The known ones are {listing}."
    )


_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, what turns text around, ends of lines that are none of ours, and letters that nobody sees."""
_COMMAND = re.compile(r"^(\s*):(?=:)|##(?=\[)", re.MULTILINE)
"""How a line of a log begins that GitHub's runner obeys; an older form stands anywhere in a line."""


def spelled(text: str) -> str:
    r"""The text with what does not show, or changes how the rest shows, written as an escape: `\x1b`, `\u202e`."""
    if text.isprintable():
        return text
    return _INVISIBLE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def one_line(text: str) -> str:
    r"""The text spelled out, the ends of its lines too: `\n`."""
    return spelled(text).replace("\n", "\\n")


def json_text(value: object, indent: int | None = None) -> str:
    """The value as JSON that shows what it holds; reading it gives the value."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _INVISIBLE.sub(lambda found: json.dumps(found[0])[1:-1], written)


def commandless(text: str) -> str:
    r"""The text of lines of a log in which a workflow's runner finds no command: `\x3a:error::`."""
    return _COMMAND.sub(lambda found: f"{found[1]}\\x3a" if found[1] is not None else "#\\x23", text)


def width(text: str) -> int:
    """The columns that the text takes on a terminal: two for a Chinese character, none for a mark on the one before.

    Carets and tables need no more; wcwidth knows emoji sequences too, and would be another dependency for them.
    """
    return sum(_width(character) for character in text)


def cut(text: str, columns: int) -> str:
    """The text, or as much of its beginning as fits into so many columns with an ellipsis behind it."""
    if width(text) <= columns:
        return text
    room = columns - 1
    for end, character in enumerate(text):
        room -= _width(character)
        if room < 0:
            return text[:end] + "…"
    return text


def _width(character: str) -> int:
    return 0 if category(character) in ("Mn", "Me", "Cf") else 2 if east_asian_width(character) in "WF" else 1
