"""Words as messages and tables use them: counted, in backticks, aligned, with what was probably meant."""

import difflib
from collections.abc import Iterable
from unicodedata import east_asian_width


def counted(number: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def shown(word: str, limit: int = 60) -> str:
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


def width(text: str) -> int:
    """The columns that the text takes on a terminal, where a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
