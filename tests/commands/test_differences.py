"""What counts as a difference, on whole small decks: edited code, pins, an unchanged environment, another one."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from build_deck import recordings
from build_deck.model import Output
from support import run_command

QUESTION = "### What does it print? {{#a}}\n\n**Answer:**\n\n```python{options}\n{code}\n```\n"
LABELS = "\n**Rarity:** Common **Difficulty:** Hard\n"
Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write the deck's one question, in a current folder of its own."""
    monkeypatch.chdir(tmp_path)

    def write(code: str, pin: str | None = None, options: str = "") -> None:
        pinned = "" if pin is None else f"\n```output\n{pin}\n```\n"
        Path("deck.md").write_text(f"{QUESTION.format(code=code, options=options)}{pinned}{LABELS}", "utf-8")

    return write


def _build(*arguments: str) -> tuple[int, str]:
    done = run_command("deck.md", "-q", *arguments)
    return done.status, done.stderr


def _record(stdout: str, processor: str | None = None) -> None:
    """Let the recording be of another output, and of another processor."""
    folder = Path("snippets/recorded")
    known = recordings.load(folder, "a")
    assert known is not None
    assert known.environment.processor
    environment = known.environment if processor is None else replace(known.environment, processor=processor)
    recordings.save(folder, replace(known, environment=environment, outputs=(Output(stdout=stdout),)))
    shutil.rmtree(".build-deck", ignore_errors=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print(1e-7)", "print(5e-7)"),
        ("print(0.1 + 0.2)", "print(0.3)"),
        ("print(1.0)", "print(1.0 + 1e-15)"),
        ("print('-0.0')", "print('0.0')"),
        ("print(f'{2 / 3:.4f}')", "print(f'{2 / 3 + 1e-4:.4f}')"),
        ("print([0.5, 1e-9])", "print([0.5, 2e-9])"),
        ("print(hex(2 ** 40))", "print(hex(2 ** 41))"),
        ("print('mapped at 0x400000')", "print('mapped at 0x800000')"),
    ],
)
def test_edited_code_that_prints_something_else_is_changed(old: str, new: str, write: Write) -> None:
    write(old)
    assert _build()[0] == 0
    write(new)
    status, told = _build()
    assert status == 1
    assert "error[snippet-changed]: The output is not what was recorded" in told


def test_edited_code_with_a_tolerance_is_changed_too(write: Write) -> None:
    write("print(0.50)", options=" tolerance=0.1")
    assert _build()[0] == 0
    write("print(0.51)", options=" tolerance=0.1")
    assert "error[snippet-changed]" in _build()[1]


def test_edited_code_that_prints_the_same_is_not(write: Write) -> None:
    write("print(object())")
    assert _build()[0] == 0
    write("print(object())  # at another address")
    assert _build() == (0, "")


@pytest.mark.parametrize(
    ("code", "pin"),
    [
        ("print(0.1 + 0.2)", "0.3"),
        ("print(float(2**24 + 1))", "16777216.0"),
        ("print(1.1920928955078125e-07)", "0.0"),
        ("print(1 / 3)", "0.333"),
        ("print(1e-05)", "0.00001"),
        ("print(2.0)", "2"),
    ],
)
def test_a_pin_that_is_false_fails(code: str, pin: str, write: Write) -> None:
    write(code, pin)
    status, told = _build()
    assert status == 1
    assert "deck.md:9:1: error[snippet-changed]: The output is not what was recorded" in told


def test_a_pin_of_numpy_float16_is_compared_by_its_digits(write: Write) -> None:
    pytest.importorskip("numpy")
    write("import numpy as np\nprint(float(np.float16(1e-7)))", "0.0")
    assert "    - 0.0\n    + 1.1920928955078125e-07\n" in _build()[1]


@pytest.mark.parametrize(("code", "pin"), [("print(0.1 + 0.2)", "0.3..."), ("print(0.5)", "0.5")])
def test_a_pin_that_is_true_holds(code: str, pin: str, write: Write) -> None:
    write(code, pin)
    assert _build() == (0, "")


def test_what_nothing_explains_is_unstable(write: Write) -> None:
    write("print(0.1235)")
    assert _build()[0] == 0
    _record("0.1234\n")
    status, told = _build()
    assert status == 1
    assert (
        "error[snippet-unstable]: The output differs between two runs (note a in en). Seed what is random in the code, "
        "round what is printed, or give the fence `tolerance=`.\n"
        "    Neither the code nor what is on file of the environment (versions, processor, device) has changed.\n"
        "    printed:\n    - 0.1234\n    + 0.1235\n    largest error: absolute 0.0001, relative 0.00081\n"
    ) in told


def test_what_may_have_read_other_data_is_changed(write: Write) -> None:
    write("print(open('n.txt').read())")
    Path("deck.yaml").write_text("id: d\neditions: {en: {lang: en, path: deck.md}}\ndata: [n.txt]\n", "utf-8")
    Path("n.txt").write_text("1.0000001", "utf-8")
    assert run_command(".", "-q").status == 0
    Path("n.txt").write_text("1.0000002", "utf-8")
    assert "error[snippet-changed]" in run_command(".", "-q").stderr


def test_the_unexplained_can_be_accepted(write: Write) -> None:
    write("print(0.1235)")
    assert _build()[0] == 0
    _record("0.1234\n")
    assert _build("--update")[0] == 0
    assert _build() == (0, "")
    _record("0.1234\n")
    assert run_command("verify", "deck.md", "-q", "--update").status == 0
    assert run_command("verify", "deck.md", "-q").status == 0


def test_another_processor_may_round_otherwise_and_keeps_the_recording(write: Write) -> None:
    write("print(0.1235)")
    assert _build()[0] == 0
    _record("0.1234\n", "a processor of another make")
    before = Path("snippets/recorded/a.yaml").read_bytes()
    assert _build() == (0, "")
    assert run_command("verify", "deck.md", "-q").status == 0
    assert Path("snippets/recorded/a.yaml").read_bytes() == before


@pytest.mark.parametrize("recorded", ["0.1230\n", "-0.1235\n", "0.1235 x\n"])
def test_another_processor_explains_no_more_than_rounding(recorded: str, write: Write) -> None:
    write("print(0.1235)")
    assert _build()[0] == 0
    _record(recorded, "a processor of another make")
    assert "error[snippet-changed]" in _build()[1]


def test_a_new_environment_keeps_nothing_of_the_old_but_what_is_equal(write: Write) -> None:
    """Else what it merely rounds otherwise would be unstable in its name."""
    text = QUESTION.format(code="print(0.1235)", options="") + "\n```python\nprint('x')\n```\n" + LABELS
    write("print(0.1235)")
    Path("deck.md").write_text(text, "utf-8")
    assert _build()[0] == 0
    folder = Path("snippets/recorded")
    known = recordings.load(folder, "a")
    assert known is not None
    elsewhere = replace(known.environment, processor="a processor of another make")
    recordings.save(
        folder, replace(known, environment=elsewhere, outputs=(Output(stdout="0.1234\n"), Output(stdout="y\n")))
    )
    shutil.rmtree(".build-deck", ignore_errors=True)
    assert _build("--update")[0] == 0
    assert recordings.load(folder, "a") == known
    assert _build() == (0, "")


@pytest.mark.parametrize(
    "code",
    [
        "import time\nprint(time.time())",
        "import timeit\nprint(timeit.timeit('1 + 1', number=1000))",
        "import time\nbegun = time.perf_counter()\nprint(f'took {time.perf_counter() - begun:.2e} s')",
        "import datetime\nprint(datetime.datetime.now())",
        "print(id(object()))",
    ],
)
def test_what_no_learner_will_see_again_is_unstable(code: str, write: Write) -> None:
    """Neither in a first recording, which is made from two runs, nor in a verification."""
    write(code)
    assert "error[snippet-unstable]" in _build()[1]
    write("print(1)")
    assert _build()[0] == 0
    write(code)
    assert "error[snippet-unstable]" in run_command("verify", "deck.md", "-q").stderr
