"""How many words a text has, in any script; the words of two texts are those of both together."""

import re

_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def words(text: str) -> list[str]:
    """The words in their order; a Chinese or Japanese character is one."""
    return _WORD.findall(text)


def count(text: str) -> int:
    """How many words there are."""
    return len(words(text))
