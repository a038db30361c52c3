"""The verify command from outside: every way to fail, with its status and message, on whole small decks."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from build_deck import verify as verify_deck
from build_deck.errors import BuildDeckError
from junitparser import JUnitXml
from support import Result, deck_files, environment_of, run_command, write_files

DECK = deck_files("verified")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deck with its recordings and its lock."""
    folder = tmp_path_factory.mktemp("built")
    write_files(folder, DECK)
    done = subprocess.run(
        [sys.executable, "-m", "build_deck", "-q"],
        cwd=folder,
        env=environment_of(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shutil.rmtree(folder / ".build-deck")
    shutil.rmtree(folder / "dist")
    return folder


@pytest.fixture
def deck(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and the current folder."""
    shutil.copytree(built, tmp_path / "book")
    monkeypatch.chdir(tmp_path / "book")
    return tmp_path / "book"


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _edit_both(deck: Path, old: str, new: str) -> None:
    """Edit a fence in both editions, so that they go on sharing their session."""
    for edition in ("zh", "en"):
        _edit(deck / f"deck/{edition}/01.md", old, new)


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _failing(deck: Path, *arguments: str) -> Result:
    """Run a verification that must fail and write nothing."""
    before = _snapshot(deck)
    result = run_command("verify", "-q", *arguments)
    assert result.status == 1, result.stderr
    assert _snapshot(deck) == before
    return result


RERECORD = "Build the deck, look the new recording over and commit it."


def test_a_good_deck(deck: Path) -> None:
    before = _snapshot(deck)
    result = run_command("verify", "-q")
    assert (result.status, result.stderr) == (0, "")
    assert re.fullmatch(
        r"snippets: 8 ok · each run twice · Python 3\.\d+ on cpu, isolation: .+ · \d+\.\d s\n", result.stdout
    )
    assert _snapshot(deck) == before


# ---- what fails ------------------------------------------------------------------------------------------------------


def test_a_changed_output_fails_at_both_editions_with_the_diff_and_how_to_reproduce_it(deck: Path) -> None:
    _edit(deck / "snippets/total.py", "3]", "4]")
    result = _failing(deck)
    told = (
        "error[snippet-changed]: The output is not what was recorded (note sum in {}). "
        "If the new output is right, accept it with `--update`; else mend the snippet.\n"
        "    The code has changed since it was recorded: snippets/total.py:1 `numbers = [1, 2, 4]`.\n"
        "    printed:\n    - 6\n    + 7\n    largest error: absolute 1, relative 0.167\n"
    )
    assert result.stderr == (
        f"deck/en/01.md:7:1: {told.format('en')}deck/zh/01.md:7:1: {told.format('zh')}2 errors, 0 warnings.\n"
    )
    assert result.stdout.startswith(
        "reproduce: build-deck verify deck/zh/01.md --note sum\n"
        "reproduce: build-deck verify deck/en/01.md --note sum\n"
        "snippets: 6 ok, 2 changed · each run twice · "
    )


def test_the_command_that_reproduces_does(deck: Path) -> None:
    _edit(deck / "snippets/total.py", "3]", "4]")
    result = _failing(deck, "deck/en/01.md", "--note", "sum")
    assert "deck/en/01.md:7:1: error[snippet-changed]" in result.stderr
    assert "zh" not in result.stderr
    assert "snippets: 1 changed · " in result.stdout


def test_an_error_in_a_snippet_file_names_its_line_in_both_editions(deck: Path) -> None:
    _edit(deck / "snippets/total.py", "sum(numbers)", "total(numbers)")
    result = _failing(deck)
    for edition in ("en", "zh"):
        assert (
            f"deck/{edition}/01.md:7:1: error[snippet-error]: The snippet failed at snippets/total.py:2 "
            f"(note sum in {edition}). Mend the snippet, or say `raises=NAME` on the fence if it is meant to raise.\n"
            "    The snippet raised NameError: name 'total' is not defined\n"
        ) in result.stderr
    assert 'File "snippets/total.py", line 2, in <module>' in result.stderr


def test_an_error_in_a_fence_stands_at_its_own_line(deck: Path) -> None:
    _edit_both(deck, "print(2 * 3)", "pass\nprint(2 * 0 / 0)")
    result = _failing(deck, "--note", "product")
    assert (
        "deck/en/01.md:18:1: error[snippet-error]: The snippet failed (note product in en). Mend the snippet, or say "
        "`raises=NAME` on the fence if it is meant to raise.\n    The snippet raised ZeroDivisionError"
    ) in result.stderr
    assert "Not run: the snippet at deck/zh/01.md:16:1 failed." in result.stderr


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("import random\nprint(random.random())", "It depends on the seeds of random, numpy and torch."),
        ("print(list({'a', 'b', 'c', 'd', 'e'}))", "It depends on the hash seed (the order of a set)."),
        (
            "import time\nprint(time.time_ns())",
            "It differs by chance (the time, an address, fresh entropy or a race of threads).",
        ),
        ("import os\nprint(os.getcwd().rsplit('/')[-1])", "It depends on the working folder."),
    ],
)
def test_an_unstable_output_fails_and_says_what_decides_it(deck: Path, code: str, cause: str) -> None:
    _edit_both(deck, "print(2 * 3)", code)
    assert run_command("-q", "--update").status == 0
    result = _failing(deck, "--note", "product")
    assert (
        "deck/en/01.md:16:1: error[snippet-unstable]: The output differs between two runs (note product in en). Seed "
        f"what is random in the code, round what is printed, or give the fence `tolerance=`.\n    {cause}\n    printed:"
    ) in result.stderr


def test_what_the_author_seeded_is_stable(deck: Path) -> None:
    _edit_both(deck, "```python\nprint(2 * 3)", "```python seed=7\nimport random\nprint(random.random())")
    assert run_command("-q", "--update").status == 0
    assert run_command("verify", "-q").status == 0


def test_what_a_pin_leaves_open_is_stable(deck: Path) -> None:
    _edit_both(deck, 'print("kept", 0.12)', "import time\nprint('kept', time.time_ns())")
    assert run_command("verify", "-q", "--note", "pinned").status == 1
    assert "snippet-" not in run_command("verify", "-q", "--note", "pinned").stderr


def test_a_pin_that_does_not_fit_fails_at_the_pin(deck: Path) -> None:
    _edit_both(deck, 'print("kept", 0.12)', 'print("lost", 0.12)')
    result = _failing(deck, "--note", "pinned")
    assert (
        "deck/en/01.md:34:1: error[snippet-changed]: The output is not what was recorded (note pinned in en). If the "
        "new output is right, `--update` writes it into the output fence; else mend the code.\n    - kept ...\n    + lost 0.12\n"
    ) in result.stderr


def test_a_missing_recording_fails(deck: Path) -> None:
    (deck / "snippets/recorded/product.yaml").unlink()
    result = _failing(deck)
    assert (
        f"deck/en/01.md:16:1: error[snippet-unrecorded]: The output has never been recorded (note product in en). "
        f"{RERECORD}\n"
    ) in result.stderr
    assert "4 ok, 4 unrecorded" in result.stdout
    report = verify_deck("deck", editions=("en",), notes=("product",))
    assert [row.message for row in report.snippets] == [f"The output has never been recorded. {RERECORD}"] * 2


def test_a_stale_recording_fails(deck: Path) -> None:
    _edit(deck / "snippets/total.py", "[1, 2, 3]", "[3, 2, 1]")
    result = _failing(deck)
    assert (
        f"deck/en/01.md:7:1: error[recording-stale]: The code has changed since its output was recorded (note sum in "
        f"en). {RERECORD}\n    The code has changed since its output was recorded; the output is still the same.\n"
    ) in result.stderr


def test_a_recording_that_no_note_uses_fails(deck: Path) -> None:
    shutil.copy(deck / "snippets/recorded/sum.yaml", deck / "snippets/recorded/old.yaml")
    result = _failing(deck)
    assert result.stderr == (
        "snippets/recorded/old.yaml:1:1: error[recording-unused]: No note uses the recording `old`. Delete it, or run "
        "`build-deck verify --update`; if its note was renamed, give the note its old id again.\n"
    )


def test_a_lock_that_is_behind_fails(deck: Path) -> None:
    _edit(deck / "deck/en/01.md", "Adding up.", "Adding all up.")
    result = _failing(deck)
    assert re.search(r"^deck/deck\.lock:\d+:1: error\[lock-outdated\]: ", result.stderr, re.MULTILINE), result.stderr


def test_a_mistake_that_lint_finds_fails(deck: Path) -> None:
    _edit(deck / "deck/en/01.md", "{#product}", "{#sum}")
    result = _failing(deck)
    assert "error[duplicate-id]" in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "place", "told"),
    [
        (
            "- stdout",
            "<<<<<<< HEAD\n- stdout",
            "sum.yaml:9:1: error[recording-conflict]",
            "The recording has merge-conflict markers.",
        ),
        (
            "format: 1",
            "format: 9",
            "sum.yaml:2:1: error[newer-recording]",
            "The recording has format 9, and this version reads up to 2.",
        ),
        ("    6", "    7", "sum.yaml:13:1: error[edited-recording]", "The recording was changed by hand"),
        ("outputs:", "outputs: [", "error[invalid-recording]", "The recording is not YAML: "),
    ],
)
def test_a_recording_that_cannot_be_trusted_fails_once_at_its_line(
    deck: Path, old: str, new: str, place: str, told: str
) -> None:
    recording = deck / "snippets/recorded/sum.yaml"
    _edit(recording, old, new)
    result = _failing(deck)
    assert place in result.stderr
    assert told in result.stderr
    assert "snippet-unrecorded" not in result.stderr


@pytest.mark.parametrize(
    ("code", "verdict", "told"),
    [
        ("while True: pass", "timeout", "The snippet ran out of time"),
        ("print(len(bytearray(10**11)))", "memory", "The snippet ran out of memory"),
        ("while True: print('x' * 1000)", "output-limit", "The snippet printed too much"),
        ("import os\nos.abort()", "killed", "The snippet's process was killed"),
    ],
)
def test_what_ends_badly_fails(deck: Path, code: str, verdict: str, told: str) -> None:
    _edit_both(deck, "```python\nprint(2 * 3)", f"```python timeout=1 memory=512\n{code}")
    result = _failing(deck, "--note", "product")
    assert f"error[snippet-{verdict}]: {told}" in result.stderr
    assert f"snippets: 2 error, 2 {verdict} · " in result.stdout


def test_a_missing_module_says_what_to_install(deck: Path) -> None:
    _edit(deck / "snippets/total.py", "numbers =", "import no_such_module\nnumbers =")
    result = _failing(deck)
    assert "pip install no_such_module" in result.stderr


def test_accept_records_these_notes_and_no_other(deck: Path) -> None:
    """In both editions, whose Markdown gets what it pins; what fails besides still fails."""
    _edit(deck / "snippets/total.py", "3]", "4]")
    _edit_both(deck, "print(2 * 3)", "print(2 * 4)")
    _edit_both(deck, 'print("kept", 0.12)', 'print("lost", 0.12)')
    before = _snapshot(deck)
    result = run_command("verify", "-q", "--accept", "sum", "--accept", "pinned")
    assert result.status == 1
    assert result.stdout.startswith(
        "recorded, look them over: sum, pinned\nreproduce: build-deck verify deck/zh/01.md --note product"
    )
    assert "snippets: 4 ok, 2 changed, 2 unrecorded" in result.stdout
    after = _snapshot(deck)
    assert {name for name in after if after[name] != before.get(name)} == {
        "deck/zh/01.md",
        "deck/en/01.md",
        "snippets/recorded/sum.yaml",
    }
    for edition in ("zh", "en"):
        assert after[f"deck/{edition}/01.md"] == before[f"deck/{edition}/01.md"].replace(
            b"kept ...\n```", b"lost 0.12\n```"
        )


def test_an_unknown_note_cannot_be_accepted(deck: Path) -> None:
    result = run_command("verify", "-q", "--accept", "produkt")
    assert (result.status, result.stderr) == (
        2,
        "error[no-such-note]: --accept: there is no note `produkt`. Did you mean `product`?\n",
    )
    assert (deck / "deck").is_dir()


# ---- which notes -----------------------------------------------------------------------------------------------------


def test_an_unknown_note_is_a_usage_error(deck: Path) -> None:
    result = run_command("verify", "--note", "produkt")
    assert (result.status, result.stderr) == (
        2,
        "error[no-such-note]: --note: there is no note `produkt`. Did you mean `product`?\n",
    )
    assert (deck / "deck").is_dir()


def _names(path: Path) -> list[tuple[str, str, int]]:
    return [(row["edition"], row["note"], row["line"]) for row in json.loads(path.read_text("utf-8"))["snippets"]]


def test_shards_are_disjoint_and_together_the_whole(deck: Path) -> None:
    """So are their reports: JSON and JUnit of the shards hold what those of the whole hold.

    How sessions are spread over other numbers of shards is held in tests/deck/test_shard.py.
    """
    assert run_command("verify", "-q", "--json", "all.json", "--junit", "all.xml").status == 0
    whole = _names(deck / "all.json")
    assert len(whole) == 8
    rows: list[tuple[str, str, int]] = []
    merged = JUnitXml()
    for index in (1, 2, 3):
        arguments = ("--shard", f"{index}/3", "--json", "part.json", "--junit", "part.xml")
        assert run_command("verify", "-q", *arguments).status == 0
        rows += _names(deck / "part.json")
        merged += JUnitXml.fromfile("part.xml")
    assert sorted(rows) == sorted(whole)
    cases = sorted((case.classname, case.name) for suite in merged for case in suite)
    assert cases == sorted((c.classname, c.name) for suite in JUnitXml.fromfile("all.xml") for c in suite)


def test_only_the_first_shard_looks_at_the_deck_itself(deck: Path) -> None:
    shutil.copy(deck / "snippets/recorded/sum.yaml", deck / "snippets/recorded/old.yaml")
    assert run_command("verify", "-q", "--shard", "1/2").status == 1
    assert run_command("verify", "-q", "--shard", "2/2").status == 0


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_changed_since_runs_what_changed(deck: Path) -> None:
    _git(deck, "init", "-q")
    _git(deck, "add", ".")
    _git(deck, "commit", "-qm", "start")

    def changed() -> list[str]:
        report = verify_deck("deck", changed_since="HEAD")
        return [f"{row.edition} {row.name}" for row in report.snippets]

    assert changed() == []
    _edit(deck / "snippets/total.py", "1, 2", "2, 1")
    assert changed() == ["zh sum[1]", "en sum[1]"]
    _git(deck, "commit", "-qam", "total")
    _edit(deck / "deck/en/01.md", "Multiplying.", "Multiplying all.")
    assert changed() == ["en product[1]", "en product[2]"]
    _git(deck, "commit", "-qam", "text")
    _edit(deck / "snippets/recorded/product.yaml", "device: cpu", "device: gpu")
    assert sorted(changed()) == ["en product[1]", "en product[2]", "zh product[1]", "zh product[2]"]
    _git(deck, "commit", "-qam", "recording")
    _edit(deck / "deck/deck.yaml", "id: mini", "id: mini\nversion: '2'")
    assert len(changed()) == 8


def test_changed_since_without_git_says_so(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(deck.parent))
    result = run_command("verify", "--changed-since", "HEAD")
    assert result.status == 1
    assert "--changed-since needs a git checkout" in result.stderr


def test_fail_fast_stops_at_the_first(deck: Path) -> None:
    _edit_both(deck, "print(2 * 3)", "print(1 / 0)")
    _edit_both(deck, 'print("kept", 0.12)', "import time; time.sleep(3600)")
    result = _failing(deck, "--fail-fast", "-j", "1", "-e", "en")
    assert "error[snippet-error]" in result.stderr
    assert "pinned" not in result.stderr


# ---- reports ---------------------------------------------------------------------------------------------------------


def test_the_reports_hold_the_diff(deck: Path) -> None:
    _edit(deck / "snippets/total.py", "3]", "4]")
    _ = run_command("verify", "-q", "--json", "out/r.json", "--junit", "out/r.xml")
    rows = json.loads((deck / "out/r.json").read_text("utf-8"))["snippets"]
    changed = [row for row in rows if row["verdict"] == "changed"]
    assert [(row["edition"], row["file"], row["line"]) for row in changed] == [
        ("zh", "deck/zh/01.md", 7),
        ("en", "deck/en/01.md", 7),
    ]
    assert changed[0]["message"] == (
        "The code has changed since it was recorded: snippets/total.py:1 `numbers = [1, 2, 4]`.\n"
        "printed:\n- 6\n+ 7\nlargest error: absolute 1, relative 0.167"
    )
    failures = [c for suite in JUnitXml.fromfile("out/r.xml") for c in suite if c.result]
    assert [c.result[0].text for c in failures] == [changed[0]["message"]] * 2


def test_on_github_problems_are_annotated_and_output_commands_nothing(deck: Path) -> None:
    _edit(
        deck / "snippets/total.py",
        "print(sum(numbers))",
        "print('::error::gotcha')\nraise ValueError('\\n::error::no')",
    )
    environment = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(deck / "summary.md"),
        "GITHUB_WORKSPACE": str(deck.parent),
    }
    result = run_command("verify", environment=environment)
    assert result.status == 1
    lines = result.stderr.splitlines()
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", lines[0])
    assert token
    resumed = lines.index(f"::{token[1]}::")
    assert any("::error::no" in line for line in lines[1:resumed])
    assert [line.split("::")[1] for line in lines[resumed + 1 :]] == [
        "error title=snippet-error,file=book/deck/en/01.md,line=7,col=1",
        "error title=snippet-error,file=book/deck/zh/01.md,line=7,col=1",
    ]
    assert "::" not in result.stdout
    summary = (deck / "summary.md").read_text("utf-8")
    assert summary.startswith("## Verification failed: 8 snippets\n")


# ---- --update --------------------------------------------------------------------------------------------------------


def test_update_writes_recordings_for_review(deck: Path) -> None:
    _edit(deck / "snippets/total.py", "3]", "4]")
    _edit_both(deck, "6 + 1", "6 + 2")
    shutil.copy(deck / "snippets/recorded/sum.yaml", deck / "snippets/recorded/old.yaml")
    before = (deck / "snippets/recorded/product.yaml").read_text("utf-8").splitlines()
    result = run_command("verify", "-q", "--update")
    assert result.stdout.startswith("recorded, look them over: sum, product\nremoved, nothing uses them: old\n")
    assert "snippet-" not in result.stderr
    assert not (deck / "snippets/recorded/old.yaml").exists()
    after = (deck / "snippets/recorded/product.yaml").read_text("utf-8").splitlines()
    differing = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.split(":")[0] for line in differing] == ["source", "    8", "- lines", "checksum"]


def test_update_does_not_record_what_is_unstable_or_fails(deck: Path) -> None:
    _edit(deck / "snippets/total.py", "print(sum(numbers))", "import random\nprint(random.random())")
    _edit_both(deck, "print(2 * 3)", "print(1 / 0)")
    recorded = _snapshot(deck / "snippets/recorded")
    result = run_command("verify", "-q", "--update")
    assert result.status == 1
    assert _snapshot(deck / "snippets/recorded") == recorded


# ---- bad conditions --------------------------------------------------------------------------------------------------


@pytest.fixture
def read_only(deck: Path) -> Iterator[Path]:
    """The deck's files and folders without permission to write; root is stopped by the snapshot alone."""
    paths = [deck, *deck.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield deck
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_read_only_checkout_is_enough(read_only: Path) -> None:
    before = _snapshot(read_only)
    assert run_command("verify", "-q").status == 0
    assert _snapshot(read_only) == before


def test_two_at_once_do_not_meet(deck: Path) -> None:
    command = [sys.executable, "-m", "build_deck", "verify", "-q"]
    environment = environment_of()
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert (deck / "deck").is_dir()


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_children(child)]
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
def test_sigterm_in_the_middle_leaves_nothing_behind(deck: Path, tmp_path: Path) -> None:
    _edit_both(deck, "print(2 * 3)", "import time; time.sleep(60)")
    before = _snapshot(deck)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "build_deck", "verify"],
        env=environment_of(TMPDIR=str(scratch)),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    first = process.stderr.readline()
    assert first.startswith("ran "), first
    started = _children(process.pid)
    assert started
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 128 + signal.SIGTERM
    process.stderr.close()
    while any(Path(f"/proc/{pid}").exists() for pid in started):
        time.sleep(0.05)
    assert _snapshot(deck) == before
    assert [*scratch.iterdir()] == []


def test_the_python_side_returns_the_report_and_raises_our_errors(deck: Path) -> None:
    report = verify_deck("deck", editions=("en",), notes=("product",))
    assert [(row.name, row.verdict.value) for row in report.snippets] == [("product[1]", "ok"), ("product[2]", "ok")]
    assert report.problems == ()
    with pytest.raises(BuildDeckError):
        verify_deck(deck / "nowhere")
    halves = [verify_deck("deck", editions=("en",), shard=f"{n}/2").snippets for n in (1, 2)]
    whole = verify_deck("deck", editions=("en",)).snippets
    assert sorted(row.note for half in halves for row in half) == sorted(row.note for row in whole)


def test_a_warning_on_stderr_is_neither_recorded_nor_compared(deck: Path) -> None:
    """A dependency's new warning changes no card."""
    _edit_both(deck, "print(2 * 3)", "import warnings\nwarnings.warn('soon')\nprint(2 * 3)")
    assert run_command("-q", "--update").status == 0
    assert "soon" not in (deck / "snippets/recorded/product.yaml").read_text("utf-8")
    assert run_command("verify", "-q").status == 0
