r"""What of TeX a card may hold: formulas, and nothing that MathJax makes links, styles or other code of.

MathJax's documentation (docs.mathjax.org, "TeX and LaTeX input" and "safe") says what each of these does.
"""

import re
from collections.abc import Mapping
from typing import Final

COMMANDS: Final[Mapping[str, str]] = {
    "href": "makes a link",
    "url": "makes a link",
    "style": "gives a formula any style",
    "class": "gives a formula the style of any class",
    "cssId": "gives a formula an id that styles and links refer to",
    "data": "gives a formula attributes",
    "mmlToken": "gives a formula attributes",
    "bbox": "gives a formula any style",
    "require": "loads more commands",
    "includegraphics": "loads a picture",
    "csname": "spells a command out of letters",
    "mathtip": "lays text over the card",
    "texttip": "lays text over the card",
    "toggle": "changes a formula when it is clicked",
}
"""Names without their backslash, and why each is refused."""
_COMMAND = re.compile(r"\\([A-Za-z]+|[^A-Za-z])", re.DOTALL)
_BOX = re.compile(r"\\bbox\s*\[[^\]]*:(?<!border:)[^\]]*\]?")


def refused(tex: str) -> tuple[str, ...]:
    """Return the names of the commands in a formula that a card may not hold, each once."""
    names = dict.fromkeys(_COMMAND.findall(tex))
    return tuple(name for name in names if name in COMMANDS and (name != "bbox" or _BOX.search(tex)))


def defused(tex: str) -> str:
    """Return the formula with those commands as words."""
    unboxed = _BOX.sub("bbox", tex)
    return _COMMAND.sub(lambda match: match[1] if match[1] in COMMANDS and match[1] != "bbox" else match[0], unboxed)


_STRUCTURE = re.compile(
    r"\\(?P<edge>begin|end)\s*\{(?P<name>[^{}]{0,40})\}|\\(?P<fence>left|right)(?![A-Za-z])|\\(?:[A-Za-z]+|.)|(?P<brace>[{}])",
    re.DOTALL,
)
_TWICE = re.compile(r"([_^])\s*(?:\{[^{}]*\}|\\[A-Za-z]+(?![A-Za-z{])|[A-Za-z0-9])\s*\1")
_DANGLING = re.compile(r"[_^]\s*(?:$|[&}]|\\\\)")
_PERCENT = re.compile(r"(\\.)|%", re.DOTALL)
_LABEL = re.compile(r"\s*\\label\s*\{[^{}]{0,200}\}")


def fault(tex: str) -> str:
    r"""Return why MathJax would show an error, to stand behind a colon: "nothing closes `{`"; else nothing."""
    opened: list[str] = []
    for match in _STRUCTURE.finditer(tex):
        name = match["name"]
        if match["brace"] == "{" or match["fence"] == "left" or match["edge"] == "begin":
            opened.append(match["brace"] or match["fence"] or f"begin{{{name}}}")
        elif match["brace"] or match["fence"] or match["edge"]:
            wanted = "{" if match["brace"] else "left" if match["fence"] else f"begin{{{name}}}"
            if not opened or opened.pop() != wanted:
                return f"{_shown(match['brace'] or match['fence'] or f'end{{{name}}}')} closes nothing"
    if opened:
        return f"nothing closes {_shown(opened[-1])}"
    if twice := _TWICE.search(tex):
        return f"{twice[1]} stands twice on one letter"
    dangling = _DANGLING.search(tex)
    return f"nothing stands behind {dangling[0][0]}" if dangling else ""


def _shown(opening: str) -> str:
    return f"`{opening}`" if opening in {"{", "}"} else f"`\\{opening}`"


def shown_whole(tex: str) -> str:
    r"""Return the formula with `\%` for `%`, which would take the rest for a comment, and without `\label{…}`."""
    return _PERCENT.sub(lambda match: match[1] or r"\%", _LABEL.sub("", tex) if "label" in tex else tex)
