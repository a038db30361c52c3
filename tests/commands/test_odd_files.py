"""Files of a deck are regular ones of bounded size: a pipe, a device or a sparse terabyte is told of, and nothing waits."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import run_command, write_files

FILES: dict[str, str | bytes] = {
    "deck/deck.yaml": "id: mini\nstyle: own.css\ndata: [words, one.csv]\neditions: {en: {path: en}}\n",
    "deck/en/01.md": "### What? {#what}\n\n**Answer:** ![a](a.png)\n\n```python file=one.py\n```\n",
    "deck/en/02.md": "### Other? {#other}\n\n**Answer:** This.\n",
    "deck/own.css": ".card {}\n",
    "deck/media/a.png": b"png",
    "deck/media/other.png": b"png",
    "deck/words/a.txt": "a\n",
    "deck/one.csv": "1\n",
    "deck/snippets/one.py": "import two\nprint(two.TWO)\n",
    "deck/snippets/two.py": "TWO = 2\n",
}


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _terabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def _folder(path: Path) -> None:
    path.mkdir()


def _round(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deck as it should be, built once."""
    folder = tmp_path_factory.mktemp("built")
    write_files(folder, FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run_command("deck", "-q").status == 0
    return folder


@pytest.fixture
def deck(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


NAMES = [
    "deck/deck.yaml", "deck/en/01.md", "deck/own.css", "deck/media/a.png", "deck/media/other.png", "deck/words/a.txt",
    "deck/one.csv", "deck/snippets/one.py", "deck/snippets/two.py", "deck/deck.lock", "deck/snippets/recorded/what.yaml",
    "dist/mini-en.apkg",
]  # fmt: skip


Make = Callable[[Path], None]
CASES: list[tuple[str, Make]] = [
    *((name, make) for name in NAMES for make in (_pipe, _device)),
    *((name, _terabyte) for name in ("deck/en/01.md", "deck/media/a.png", "deck/one.csv", "deck/snippets/two.py")),
    *((name, make) for name in ("deck/en/01.md", "deck/deck.lock", "dist/mini-en.apkg") for make in (_folder, _round)),
]


@pytest.mark.parametrize(("name", "make"), CASES)
def test_nothing_waits_for_it_or_ends_in_a_traceback(deck: Path, name: str, make: Make) -> None:
    path = deck / name
    path.unlink(missing_ok=True)
    make(path)
    for command in (["build"], ["lint", "--fix"]) if name.endswith("01.md") else (["build"],):
        result = run_command(command[0], "deck", *command[1:], timeout=100)
        assert result.status in (0, 1, 2), result
        assert "build_deck/cli/" not in result.stderr, result
