"""What a file of Java must be called, and which of its classes is the program."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<idle>//[^\n]*|/\*.*?\*/|\"\"\".*?\"\"\"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<open>\{) | (?P<close>\})
      | (?P<public>\bpublic\s+(?:(?:final|abstract|sealed|non-sealed|strictfp|static)\s+)*)?
        \b(?:class|interface|enum|record)\s+(?P<type>\w+)
      | (?P<main>\bvoid\s+main\s*\()
    """,
    re.VERBOSE | re.DOTALL,
)


def file_name(code: str) -> str:
    """`Shape.java` where the public type is `Shape`, or else the program is."""
    return f"{next((name for name, public, _ in _types(code) if public), main_class(code))}.java"


def main_class(code: str) -> str:
    """The type at the top of the file that has the first `main`; `Main` where none has."""
    return next((name for name, _, has_main in _types(code) if has_main), "Main")


def _types(code: str) -> Iterator[tuple[str, bool, bool]]:
    """Each type at the top of the file: its name, whether it is public, whether `main` is in it."""
    depth, current, public, has_main = 0, "", False, False
    for token in _TOKEN.finditer(code):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["type"] and depth == 0:
            if current:
                yield current, public, has_main
            current, public, has_main = token["type"], bool(token["public"]), False
        elif token["main"]:
            has_main = True
    if current:
        yield current, public, has_main
