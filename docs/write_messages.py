"""Write docs/messages.md from the table of codes.

Run it from the top of the repository: `.venv/bin/python docs/write_messages.py`.
"""

from pathlib import Path

from build_deck.commands.codes import codes
from build_deck.errors import Kind

TARGET = Path(__file__).with_name("messages.md")
_HEAD = """# Messages

A message is `file:line:col: level[code]: what is wrong. What to do.`; `build-deck lint --explain CODE` says what stands
here. An error stops a build, a warning does not. `lint:` in [deck.yaml](deck-yaml.md) gives a code another level. This
page is made by `docs/write_messages.py`.
"""


def page() -> str:
    """Return the page: every code, what it means and what to do."""
    return "\n".join([_HEAD, *(_entry(kind) for _, kind in sorted(codes().items()))])


def _entry(kind: Kind) -> str:
    return f"## {kind.code}\n\n{kind.level.capitalize()}. {_text(kind.means)}\n\n{_text(kind.mend)}\n"


def _text(sentence: str) -> str:
    """Return a sentence as Markdown that shows it as it stands."""
    parts = sentence.split("`")
    parts[::2] = ["".join(f"\\{c}" if c in "<>*_$[]{}\\" else c for c in part) for part in parts[::2]]
    return "`".join(parts)


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
