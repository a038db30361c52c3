"""The words behind a fence's backticks: a language, and where its attributes are."""

import functools
import re
from dataclasses import dataclass

from builder.wording import suggestion

PYTHON = "python"
_SAME = {
    "py": PYTHON,
    "python3": PYTHON,
    "py3": PYTHON,
    **dict.fromkeys(("text", "txt", "plain", "plaintext", "none"), ""),
}
_BRACED = re.compile(
    r"\{\s*(?:#[^\s{}]+\s+)?\.?(?P<language>[^\s{}=#.\"']+)?(?P<inside>[^{}]*)\}(?P<after>.*)$", re.DOTALL
)
_PLAIN = re.compile(r"\.?(?P<language>[^\s{=\"']+)(?=[\s{]|$)")
_EXTENSIONS = {".py": PYTHON}


@dataclass(frozen=True, slots=True)
class Info:
    """A fence's info string, taken apart."""

    language: str
    """Normalised: `python` for `py`, `Python` and `python3`, empty for plain text."""
    written: str
    """As the author has it."""
    attributes: str
    """The info string with all but the attributes blanked out: offsets in it are the author's."""


def read(info: str) -> Info:
    """The language and the attributes of `python hide`, `{.python hide}`, `{python hide}` or `py {hide}`."""
    start = len(info) - len(info.lstrip())
    braced = _BRACED.match(info, start)
    plain = None if braced else _PLAIN.match(info, start)
    match = braced or plain
    written = (match["language"] or "") if match else ""
    rest = info
    if match and written:
        begin = match.start("language") - (info[match.start("language") - 1 : match.start("language")] == ".")
        rest = info[:begin] + " " * (match.end("language") - begin) + info[match.end("language") :]
    language = _SAME.get(written.casefold(), written.casefold())
    return Info(language, written, rest.replace("{", " ", 1).replace("}", " ", 1) if match else rest)


def language_of_file(name: str) -> str:
    """The language that a snippet file's name tells, for a fence that names none."""
    return next((language for end, language in _EXTENSIONS.items() if name.endswith(end)), "")


def is_known(language: str) -> bool:
    """Whether Pygments can highlight it, or it is ours (`output`, `mermaid`)."""
    return language in {"", PYTHON, "output", "mermaid"} or language in _aliases()


def nearest(language: str) -> str:
    """A sentence that names the language that was probably meant, if any."""
    text = suggestion(language, sorted(_aliases()))
    return text.split(";")[0] + "." if text.startswith("The nearest") else ""


@functools.cache
def _aliases() -> frozenset[str]:
    from pygments.lexers import get_all_lexers

    return frozenset(alias.casefold() for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)
