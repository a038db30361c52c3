"""What a snippet prints, raises or names, and what a deck calls itself, reaches terminals, logs and reports spelled out."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support import Result, run_command, write_files

HARM = "\x1b]0;title\x07\x1b[2J\u202eevil\u2066\x9b31m"
_NO = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

NOTES = f"""\
## Section {HARM}

### Prints {HARM}? {{#prints}}

**Answer:** a

```python
import sys
print({HARM!r})
print("::add-mask::true")
print("  ::error file=x::forged")
print("##[group]x")
print({HARM!r} + "::warning::x", file=sys.stderr)
```

### Raises? {{#raises}}

**Answer:** a

```python
class Odd(Exception):
    pass
Odd.__name__ = Odd.__qualname__ = {HARM!r} + "\\n::set-output name=x::y\\ndeck/01.md:1:1: error[forged]: All is well."
raise Odd({HARM!r} + "\\n::error::x")
```

### Imports? {{#imports}}

**Answer:** a

```python
raise ModuleNotFoundError("No module named " + {HARM!r}, name={HARM!r})
```
"""


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, {"deck/deck.yaml": f"id: mini\ntags: ['x{chr(0x202E)}y']\n", "deck/01.md": NOTES})
    write_files(tmp_path, {f"deck/02{HARM.replace('/', '')}\n.md": "### No id\n\n**Answer:** a\n"})
    write_files(tmp_path, {"deck/::error::x.md": "### Also none\n\n**Answer:** a\n\n**Rarity:** \x1b[31mnone\n"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


WORKFLOW = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md"}


def _all(deck: Path, environment: Mapping[str, str]) -> dict[str, Result]:
    reports = ("--junit", "report.xml", "--json", "report.json")
    commands = [
        ["lint", "deck"], ["lint", "deck", "--json"], ["list", "deck"], ["list", "deck", "--json"], ["list", "deck", "--tags"],
        ["list", "deck", "--summary"], ["build", "deck", "--verbose"], ["verify", "deck", *reports], ["lint", "deck", "--fix"],
    ]  # fmt: skip
    (deck / "summary.md").write_text("")
    return {" ".join(command[:3]): run_command(*command, environment=environment) for command in commands}


def test_nothing_that_is_said_is_more_than_text(deck: Path) -> None:
    for name, result in _all(deck, {}).items():
        for stream in (result.stdout, result.stderr):
            assert not _NO.search(stream), (name, stream)
            assert "build_deck/cli/" not in stream, (name, stream)
    for report in ("report.xml", "report.json"):
        assert not _NO.search((deck / report).read_text("utf-8")), report
    rows = json.loads((deck / "report.json").read_text("utf-8"))["snippets"]
    assert "\x1b" not in rows[1]["message"]
    assert ET.parse(deck / "report.xml").getroot().get("tests") is not None


def test_a_runner_is_told_nothing_by_a_deck(deck: Path) -> None:
    for name, result in _all(deck, WORKFLOW).items():
        for stream in (result.stdout, result.stderr):
            stopped = ""
            for line in stream.splitlines():
                command = re.match(r"\s*::(\S*)::", line) or re.match(r"\s*::(\w+)[ :]", line)
                if line.startswith("::stop-commands::"):
                    stopped = line.removeprefix("::stop-commands::")
                elif stopped and line == f"::{stopped}::":
                    stopped = ""
                elif command:
                    assert not stopped, (name, line)
                    assert re.match(r"::(error|warning) title=[\w-]+(,file=[^:,]*,line=\d+,col=\d+)?::", line), (
                        name,
                        line,
                    )
                    assert name.startswith("verify"), (name, line)
                assert "##[" not in line, (name, line)
    assert not _NO.search((deck / "summary.md").read_text("utf-8"))
