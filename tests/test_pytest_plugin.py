"""The pytest plugin, in suites of its own: real pytest processes on a small deck."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from junitparser import JUnitXml
from support import SOURCE_ROOT, deck_files, write_files

INSTALLED = any(entry.value == "build_deck.pytest_plugin" for entry in entry_points(group="pytest11"))

SUITE = deck_files("suite")


def _run(folder: Path, *command: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV", "CI"))}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(SOURCE_ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=200,
        check=False,
    )
    return done.returncode, done.stdout


def _pytest(folder: Path, *arguments: str) -> tuple[int, str]:
    return _run(
        folder,
        "pytest",
        "-p",
        "no:cacheprovider",
        *([] if INSTALLED else ["-p", "build_deck.pytest_plugin"]),
        *arguments,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite with a deck that has its recordings and its lock."""
    folder = tmp_path_factory.mktemp("suite")
    write_files(folder, SUITE)
    status, output = _run(folder, "build_deck", "-q")
    assert status == 0, output
    return folder


@pytest.fixture
def suite(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(built, tmp_path / "suite")
    return tmp_path / "suite"


def _edit(suite: Path, old: str, new: str) -> None:
    path = suite / "deck/en/01.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


NAMES = [
    "tests/test_own.py::test_own",
    "deck/deck.yaml::recordings-and-lock",
    "deck/en/01.md::lint",
    "deck/en/01.md::sum[1]",
    "deck/en/01.md::sum[2]",
    "deck/en/01.md::product[1]",
]


def test_the_deck_runs_with_the_suite(suite: Path) -> None:
    status, output = _pytest(suite, "-v")
    assert status == 0, output
    assert re.findall(r"^(\S+::\S+) PASSED", output, re.MULTILINE) == NAMES


def test_a_failure_is_the_problem_and_its_diff_without_a_traceback(suite: Path) -> None:
    _edit(suite, "print(2 * 3)", "print(2 * 4)")
    status, output = _pytest(suite, "deck/en/01.md")
    assert status == 1
    assert (
        "deck/en/01.md:20:1: error[snippet-changed]: The output is not what was recorded (note product in en). If the "
        "new output is right, accept it with `--update`; else mend the snippet.\n"
        "The code has changed since it was recorded: deck/en/01.md:21 `print(2 * 4)`.\n"
        "printed:\n- 6\n+ 8\nlargest error: absolute 2, relative 0.333\n"
    ) in output
    assert "Traceback" not in output
    assert "1 failed, 3 passed" in output


def test_k_selects_notes(suite: Path) -> None:
    status, output = _pytest(suite, "-k", "product", "-v")
    assert status == 0, output
    assert re.findall(r"^(\S+::\S+) PASSED", output, re.MULTILINE) == ["deck/en/01.md::product[1]"]


def test_a_node_id_selects_a_snippet_and_its_session_still_runs_whole(suite: Path) -> None:
    status, output = _pytest(suite, "deck/en/01.md::sum[2]")
    assert status == 0, output
    assert "1 passed" in output


def test_m_leaves_the_deck_out(suite: Path) -> None:
    status, output = _pytest(suite, "-m", "not deck")
    assert (status, "1 passed, 5 deselected" in output) == (0, True), output


def test_x_stops_at_the_first_failure(suite: Path) -> None:
    _edit(suite, "total = 1 + 2", "total = 1 + 3")
    _edit(suite, "print(2 * 3)", "import time\ntime.sleep(50)")
    status, output = _pytest(suite, "-x", "deck/en/01.md")
    assert status == 1
    assert "1 failed, 1 passed" in output


def test_xdist_runs_it_too(suite: Path) -> None:
    _edit(suite, "print(2 * 3)", "print(2 * 4)")
    status, output = _pytest(suite, "-n", "2")
    assert status == 1
    # The lock is behind as well: the card's code changed.
    assert "FAILED deck/en/01.md::product[1]" in output
    assert "4 passed" in output or "5 passed" in output


def test_junit_has_the_place_and_the_diff(suite: Path) -> None:
    _edit(suite, "print(2 * 3)", "print(2 * 4)")
    _pytest(suite, "--junitxml=report.xml", "-o", "junit_family=xunit1", "deck/en/01.md")
    cases = [case for each in JUnitXml.fromfile(str(suite / "report.xml")) for case in each]
    (failed,) = [case for case in cases if case.result]
    assert (failed.name, failed._elem.get("file"), failed._elem.get("line")) == ("product[1]", "deck/en/01.md", "19")
    assert "- 6\n+ 8" in failed.result[0].text


def test_lint_and_an_unused_recording_fail_their_own_tests(suite: Path) -> None:
    _edit(suite, "**Difficulty:** Hard\n\n### 2", "**Difficulty:** Impossible\n\n### 2")
    recorded = suite / "deck/snippets/recorded"
    shutil.copy(recorded / "sum.yaml", recorded / "old.yaml")
    status, output = _pytest(suite)
    assert status == 1
    assert "FAILED deck/en/01.md::lint" in output
    assert "FAILED deck/deck.yaml::recordings-and-lock" in output
    assert "recordings/old.yaml" in output or "recorded/old.yaml" in output


def test_lint_goes_by_the_levels_of_deck_yaml(suite: Path) -> None:
    _edit(suite, " **Difficulty:** Hard\n\n### 2", "\n\n### 2")
    assert _pytest(suite, "-k", "lint")[0] == 0
    with (suite / "deck/deck.yaml").open("a") as deck:
        deck.write("lint: {missing-difficulty: error}\n")
    status, output = _pytest(suite, "-k", "lint")
    assert (status, "error[missing-difficulty]" in output) == (1, True), output


def test_a_deck_that_cannot_be_read_is_a_usage_error(suite: Path) -> None:
    (suite / "deck/deck.yaml").write_text("idd: x\n")
    status, output = _pytest(suite)
    assert status != 0
    assert "`idd` is no key of deck.yaml." in output


def test_a_suite_without_a_deck_pays_nothing(tmp_path: Path) -> None:
    """The plugin is loaded wherever build-deck is installed; without `build_deck` it imports none of it."""
    write_files(
        tmp_path,
        {
            "test_a.py": "import sys\ndef test():\n    assert 'build_deck.deck.load' not in sys.modules\n",
            "a.md": "# A\n",
        },
    )
    status, output = _pytest(tmp_path)
    assert (status, "1 passed" in output) == (0, True), output


def test_a_folder_named_builder_is_the_users_own(suite: Path) -> None:
    """It is found before any installed package of that name, so ours has another."""
    write_files(
        suite,
        {
            "builder/__init__.py": "OWN = 1\n",
            "tests/test_it.py": "import builder\n\n\ndef test_it():\n    assert builder.OWN\n",
        },
    )
    status, output = _pytest(suite, "tests")
    assert status == 0, output
    assert "2 passed" in output
