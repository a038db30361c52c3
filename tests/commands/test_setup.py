"""`setup` and `run` from outside: what runs before each note, and what does not run."""

import json
from pathlib import Path

import pytest
from support import run_command, write_files

DECK = {
    "deck.yaml": "id: mini\neditions:\n  en: {path: en}\nsetup: snippets/first.py\n",
    "snippets/first.py": "import math\n\nWORDS = ['one', 'two']\n",
    "en/1.md": "```python setup\nsize = len(WORDS)\n```\n\n### A? {#a}\n```python\nprint(size, math.pi)\n```\n"
    "### B? {#b}\nNo code.\n",
    "en/2.md": "---\nrun: []\n---\n### C? {#c}\n```python\nprint(nothing)\n```\n",
}


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, DECK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_set_up_is_there_in_each_session_and_only_in_those_that_run(deck: Path) -> None:
    assert run_command("build", ".").status == 0
    assert [path.name for path in sorted((deck / "snippets" / "recorded").iterdir())] == ["a.yaml"]
    recording = (deck / "snippets" / "recorded" / "a.yaml").read_text(encoding="utf-8")
    assert "2 3.14159" in recording
    assert recording.count("stdout") == 1
    assert run_command("verify", ".").status == 0


def test_a_changed_setup_makes_recordings_stale(deck: Path) -> None:
    assert run_command("build", ".").status == 0
    (deck / "snippets" / "first.py").write_text("import math\n\nWORDS = ['one']\n", encoding="utf-8")
    result = run_command("verify", ".", "--json", "found.json")
    assert result.status == 1
    snippets = json.loads((deck / "found.json").read_text(encoding="utf-8"))["snippets"]
    assert [each["verdict"] for each in snippets if each["file"].endswith("1.md")][-1] == "changed"


def test_an_error_in_a_setup_names_its_own_line(deck: Path) -> None:
    (deck / "snippets" / "first.py").write_text("import math\n\nWORDS = 1 / 0\n", encoding="utf-8")
    result = run_command("build", ".")
    assert result.status == 1
    assert "snippets/first.py:3" in result.stderr
    assert "ZeroDivisionError" in result.stderr
