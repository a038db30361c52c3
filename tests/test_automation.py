"""What runs by itself: the gate, the workflows, and the pre-commit hooks name what exists."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from build_deck.cli import cli
from support import ROOT, environment_of, write_files


def _yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def _commands() -> list[str]:
    jobs = _yaml(".github/workflows/deck.yml")["jobs"].values()
    runs = "\n".join(step["run"] for job in jobs for step in job["steps"] if "run" in step)
    hooks = "\n".join(hook["entry"] for hook in _yaml(".pre-commit-hooks.yaml"))
    return re.findall(r"^\S*build-deck.*$", f"{runs}\n{hooks}", re.MULTILINE)


@pytest.mark.parametrize("line", _commands())
def test_every_command_is_one_that_build_deck_understands(line: str) -> None:
    """Parsed by the command line itself, with the expressions of GitHub filled in."""
    arguments = shlex.split(re.sub(r"\$\{\{.*?\}\}", "1", line))[1:]
    name = arguments.pop(0) if arguments[0] in cli.commands else "build"
    assert cli.commands[name].make_context(name, arguments)


def test_the_workflow_runs_every_shard() -> None:
    job = _yaml(".github/workflows/deck.yml")["jobs"]["verify"]
    shards = job["strategy"]["matrix"]["shard"]
    assert shards == [*range(1, len(shards) + 1)]
    assert any("--shard ${{ matrix.shard }}/${{ strategy.job-total }}" in step.get("run", "") for step in job["steps"])
    assert job["strategy"]["fail-fast"] is False


def test_the_workflow_needs_no_rights_and_keeps_the_packages() -> None:
    workflow = _yaml(".github/workflows/deck.yml")
    assert workflow["permissions"] == {"contents": "read"}
    kept = [step["with"]["path"] for step in workflow["jobs"]["packages"]["steps"] if "upload" in step.get("uses", "")]
    assert kept == ["dist/*.apkg"]


def test_the_hook_lints_a_deck_whose_files_changed() -> None:
    (hook,) = _yaml(".pre-commit-hooks.yaml")
    assert (hook["entry"], hook["language"], hook["pass_filenames"]) == ("build-deck lint", "python", False)
    for path in ("deck/en/01.md", "deck/deck.yaml", "snippets/attention.py"):
        assert re.search(hook["files"], path)
    assert not re.search(hook["files"], str(Path("deck/media/a.png")))


def test_the_hook_runs_in_pre_commit(tmp_path: Path) -> None:
    """Its own repository is a local one that has our manifest; only what pip would install is this checkout's command."""
    hooks, deck = tmp_path / "hooks", tmp_path / "我的 deck"
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "language: python" in manifest
    write_files(
        tmp_path,
        {
            "hooks/.pre-commit-hooks.yaml": manifest.replace("language: python", "language: system"),
            "bin/build-deck": f'#!/bin/sh\nexec {sys.executable} -m build_deck "$@"\n',
            "我的 deck/q.md": "### Q? {#q}\n\nA\n",
        },
    )
    (tmp_path / "bin/build-deck").chmod(0o755)
    first = _committed(hooks)
    repository = {"repo": str(hooks), "rev": first, "hooks": [{"id": "build-deck-lint"}]}
    (deck / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [repository]}), "utf-8")
    _committed(deck)
    environment = environment_of(
        PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        PRE_COMMIT_HOME=str(tmp_path / "home"),
        GIT_CONFIG_GLOBAL=os.devnull,
    )

    def hooked() -> subprocess.CompletedProcess[str]:
        _git(deck, "add", "-A")
        command = [sys.executable, "-m", "pre_commit", "run", "build-deck-lint"]
        return subprocess.run(command, cwd=deck, env=environment, capture_output=True, text=True, check=False)

    write_files(deck, {"q.md": "### Q? {#q}\n\nB\n"})
    assert (good := hooked()).returncode == 0, good
    write_files(deck, {"q.md": "### Q? {#q}\n\n```python\n"})
    bad = hooked()
    assert bad.returncode == 1
    assert "q.md:3:1: error[unclosed-fence]" in bad.stdout
    write_files(deck, {"q.md": "### Q? {#q}\n\nA\n", "a.png": "no part of the text"})
    assert "Skipped" in hooked().stdout


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def _committed(folder: Path) -> str:
    """Return the commit of all that is in the folder."""
    _git(folder, "init", "-q")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", "all")
    return _git(folder, "rev-parse", "HEAD")


def test_ci_runs_the_gate_and_verifies_the_deck() -> None:
    """What `make check` says here is what CI said; the tests are in it, once."""
    script = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert [line for line in script if line.startswith("make ")] == ["make check", "make verify"]


def test_every_promised_python_runs_the_gate() -> None:
    job = _yaml(".github/workflows/ci.yml")["jobs"]["check"]
    promised = re.findall(r"Programming Language :: Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert job["strategy"]["matrix"]["python"] == promised
    assert job["steps"][-1]["run"] == "bash .ci/run"


def test_a_release_tries_the_wheel_that_it_keeps() -> None:
    steps = _yaml(".github/workflows/release.yml")["jobs"]["build"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs[0] == "make wheel"
    assert 'bin/build-deck" verify' in runs[1]
    assert steps[-1]["with"]["path"].split() == ["dist/*.whl", "dist/*.tar.gz"]


def test_our_own_hooks_are_the_quick_half_of_the_gate() -> None:
    """Each calls what `make check` calls, from the environment that it makes."""
    (repository,) = _yaml(".pre-commit-config.yaml")["repos"]
    gate = (ROOT / "Makefile").read_text("utf-8")
    for hook in repository["hooks"]:
        program, *arguments = hook["entry"].split()
        assert program.startswith(".venv/bin/")
        assert " ".join([program.replace(".venv/bin/", "$(BIN)/"), *arguments]) in gate
