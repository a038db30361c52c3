"""A deck to start from: it builds, lints and verifies as it comes, and nothing of it is left where it cannot be whole."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from build_deck.commands.new.origin import requirement_of
from support import ROOT, Result, environment_of, open_package, run_command

FILES = [".github/workflows/deck.yml", ".gitignore", "deck.yaml", "questions/first.md", "requirements.txt"]
ID = "-c user.name=A -c user.email=a@example.org -c init.defaultBranch=main"


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _git(*arguments: str) -> None:
    subprocess.run(["git", *ID.split(), *arguments], check=True, capture_output=True)


@pytest.fixture(params=["en", "zh"])
def made(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new deck in a folder with spaces and Chinese in its name, built."""
    folder = tmp_path / "我的 deck"
    monkeypatch.chdir(tmp_path)
    result = run_command("new", folder.name, "--lang", request.param)
    assert result == Result(
        0,
        "".join(f"{folder.name}/{name}\n" for name in (FILES[1], FILES[4], FILES[0], *FILES[2:4]))
        + f"Next: cd '{folder.name}' && build-deck && build-deck verify\n",
        "",
    )
    monkeypatch.chdir(folder)
    assert run_command("-q").status == 0
    return folder


def test_a_new_deck_builds_lints_and_verifies(made: Path) -> None:
    """With a note of each kind: plain, math, table, cloze, code, transcript, predict, figure."""
    assert run_command("lint", "--strict") == Result(0, "8 notes: 0 errors, 0 warnings.\n", "")
    verified = run_command("verify", "-q", "--strict")
    assert (verified.status, verified.stderr) == (0, "")
    assert verified.stdout.startswith("snippets: 4 ok")
    (package,) = (made / "dist").iterdir()
    with open_package(package) as collection:
        assert collection.note_count() == 8
        sides = [collection.get_card(id_) for id_ in collection.find_cards("")]
        text = "".join(card.question() + card.answer() for card in sides)
    for shown in ("frac{n(n+1)}{2}", "<table", 'class="cloze', "<samp", "0.30000000000000004", "<img"):
        assert shown in text, shown


def test_what_a_deck_alone_needs_is_the_workflow_of_this_repository() -> None:
    """One file, written to be copied: it cannot fall behind."""
    copied = ROOT / "builder/build_deck/commands/new/start/workflow.yml"
    assert copied.read_bytes() == (ROOT / ".github/workflows/deck.yml").read_bytes()


@pytest.mark.parametrize("made", ["en"], indirect=True)
def test_the_workflow_runs_as_it_is_in_a_clean_clone(made: Path, tmp_path: Path) -> None:
    """Its steps in their order; only pip gets this checkout where it would ask an index."""
    _git("init", "-q")
    _git("add", "-A")
    _git("commit", "-qm", "A deck")
    workflow = yaml.safe_load((made / FILES[0]).read_text("utf-8"))
    shards = workflow["jobs"]["verify"]["strategy"]["matrix"]["shard"]
    said = "".join(_run_job(workflow["jobs"]["verify"], made, tmp_path / f"v{n}", n, len(shards)) for n in shards)
    assert "::error" not in said
    reports = [yaml.safe_load((tmp_path / f"v{n}/reports/verify-{n}.json").read_text("utf-8")) for n in shards]
    assert sorted(each["note"] for report in reports for each in report["snippets"]) == [
        "default-argument",
        "float-sum",
        "growth",
        "two-lists",
    ]
    assert all((tmp_path / f"v{n}/reports/verify-{n}.xml").exists() for n in shards)
    _run_job(workflow["jobs"]["packages"], made, tmp_path / "p", 1, 1)
    assert [path.suffix for path in (tmp_path / "p/dist").iterdir()] == [".apkg"]


def _run_job(job: Mapping[str, Any], repository: Path, clone: Path, shard: int, shards: int) -> str:
    """Run a job's steps in a clone of the repository; return what they print. Each must end well and leave git clean."""
    _git("clone", "-q", str(repository), str(clone))
    values = {"matrix.shard": str(shard), "strategy.job-total": str(shards)}
    said = ""
    for step in job["steps"]:
        if "run" in step:
            script = re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], step["run"])
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", _offline(script)],
                cwd=clone,
                env=environment_of(CI="true", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=os.devnull),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, (script, done.stdout, done.stderr)
            said += done.stdout + done.stderr
    status = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True)
    assert status.stdout == ""
    return said


def _offline(script: str) -> str:
    """Return the script with this checkout's command in place of what pip would get."""
    wanted = "python -m venv .venv\n.venv/bin/pip install -r requirements.txt\n"
    command = f'exec {sys.executable} -m build_deck "$@"'
    made = f"mkdir -p .venv/bin\nprintf '%s\\n' '#!/bin/sh' '{command}' > .venv/bin/build-deck\nchmod +x .venv/bin/build-deck\n"
    return script.replace(wanted, made) if "pip" in script else script


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.chdir(tmp_path)
    assert run_command("new", ".") == Result(
        2,
        "",
        "error[not-empty]: . is not empty: it holds mine.txt. Name a folder that is empty or not there yet.\n",
    )
    assert run_command("new", "mine.txt").stderr == (
        "error[not-empty]: mine.txt cannot be taken for a deck: not a directory. "
        "Name a folder that is empty or not there yet.\n"
    )
    assert _files(tmp_path) == ["mine.txt"]


def test_the_current_folder_may_become_a_deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run_command("new", ".")
    assert result.stdout.splitlines()[-1] == "Next: build-deck && build-deck verify"
    assert _files(tmp_path) == FILES


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """RLIMIT_FSIZE ends a write half-way, as a full disk does."""
    program = (
        "import resource, signal\n"
        "from build_deck.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "main(['new', 'a/b'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        cwd=tmp_path,
        env=environment_of(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be written: " in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ['say "hi": #1', "$tool", "v1.2"])
def test_any_name_of_a_folder_makes_a_deck(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command("new", name).status == 0
    monkeypatch.chdir(name)
    assert run_command("lint", "--strict").status == 0
    edition = yaml.safe_load(Path("deck.yaml").read_text("utf-8"))["editions"]["en"]
    assert edition["title"] == name


def test_ci_installs_what_was_installed_here(tmp_path: Path) -> None:
    """A name alone is for what came from an index: anybody may have it there."""
    archive = "https://example.org/build_deck-0.1.0-py3-none-any.whl"
    assert requirement_of({"url": archive, "archive_info": {}}, "0.1.0") == f"build-deck @ {archive}"
    vcs = {"url": "https://example.org/it.git", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}
    assert requirement_of(vcs, "0.1.0") == "build-deck @ git+https://example.org/it.git@c0ffee"
    here = {"url": (tmp_path / "a checkout").as_uri(), "dir_info": {"editable": True}}
    wheel = "./build_deck-0.1.0-py3-none-any.whl"
    assert (
        requirement_of(here, "0.1.0")
        == requirement_of({}, "0.1.0")
        == requirement_of({"url": "file:///a.whl", "archive_info": {}}, "0.1.0")
        == wheel
    )
    checkout = str(tmp_path / "a checkout")
    _git("init", "-q", checkout)
    assert requirement_of(here, "0.1.0") == wheel
    _git("-C", checkout, "remote", "add", "origin", "https://example.org/it")
    _git("-C", checkout, "commit", "-q", "--allow-empty", "-m", "one")
    assert re.fullmatch(r"build-deck @ git\+https://example.org/it@[0-9a-f]{40}", requirement_of(here, "0.1.0"))
