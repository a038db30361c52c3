"""`verify --seeds`: what a card shows is held against what other seeds give."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from build_deck import verify
from build_deck.model import Verdict
from junitparser import JUnitXml
from support import run_command

QUESTION = """\
### What does it print? {{#a}}

**Answer:** This.

```python{options}
{code}
```

**Rarity:** Common **Difficulty:** Hard
"""
COIN = "import random\nrandom.seed(2)\nprint(random.random() > 0.5)"
BEST = "import random\nrandom.seed({seed})\nprint(f'accuracy {{90 + 3 * random.gauss(0, 1):.1f}}')"
Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write the deck's one question, record it, and have the deck in the current folder."""
    monkeypatch.chdir(tmp_path)

    def write(code: str, options: str = "") -> None:
        Path("deck.md").write_text(QUESTION.format(code=code, options=options), "utf-8")
        done = run_command("deck.md", "-q", "--update")
        assert done.status == 0, done.stderr

    return write


def _seed_of_the_best() -> int:
    """A seed whose draw lies three standard deviations up."""
    from random import Random

    return next(seed for seed in range(100_000) if Random(seed).gauss(0, 1) > 3)


def test_a_coin_is_lucky_in_terminal_json_and_junit(write: Write) -> None:
    write(COIN)
    assert run_command("verify", "deck.md", "-q").status == 0
    arguments = ("--seeds", "20", "--json", "r.json", "--junit", "r.xml")
    result = run_command("verify", "deck.md", "-q", *arguments)
    assert result.status == 1
    assert result.stderr.startswith(
        "deck.md:5:1: error[snippet-lucky]: The output is a draw that few other seeds give (note a in en). Average over "
        "seeds, print fewer digits or claim less; say `seeds=fixed` if this draw is the point.\n"
        "    With every seed in it shifted, 20 times:\n    `"
    )
    assert "1 lucky · each run twice, with 20 other seeds · " in result.stdout
    assert "reproduce: build-deck verify deck.md --note a --seeds 20\n" in result.stdout
    assert "\nsampled       20 ×  a\n" in run_command("verify", "deck.md", "--seeds", "20").stderr
    (row,) = json.loads(Path("r.json").read_text("utf-8"))["snippets"]
    assert row["verdict"] == "lucky"
    assert row["message"].startswith("With every seed in it shifted, 20 times:\n`")
    (case,) = [case for suite in JUnitXml.fromfile("r.xml") for case in suite if case.result]
    assert (case.result[0].type, case.result[0].text) == ("lucky", row["message"])


def test_it_is_annotated_on_github(write: Write) -> None:
    write(COIN)
    result = run_command("verify", "deck.md", "-q", "--seeds", "20", environment={"GITHUB_ACTIONS": "true"})
    assert "::error title=snippet-lucky,file=deck.md,line=5,col=1::" in result.stderr


def test_the_best_of_many_draws_is_lucky_and_an_honest_one_is_not(write: Write) -> None:
    write(BEST.format(seed=_seed_of_the_best()))
    (row,) = verify("deck.md", seeds=20).snippets
    assert row.verdict is Verdict.LUCKY
    assert " is above the sample: " in row.message
    assert row.message.endswith(" rank 21 of 21")
    write(BEST.format(seed=1))
    assert verify("deck.md", seeds=20).problems == ()


@pytest.mark.parametrize(
    ("code", "options"),
    [
        (COIN, " seeds=fixed"),
        ("print(2 * 3)", ""),
        ("import random\nprint(round(random.Random(1).random() * 0))", ""),
        ("import random\nfrom statistics import fmean\nr = random.Random(0)\nprint(round(fmean(r.random() for _ in range(9999)), 1))", ""),
    ],
)  # fmt: skip
def test_facts_and_what_is_said_to_be_a_draw_pass(code: str, options: str, write: Write) -> None:
    write(code, options)
    report = verify("deck.md", seeds=20)
    assert [row.verdict for row in report.snippets] == [Verdict.OK]
    assert report.problems == ()


def test_our_own_seed_is_shifted_too(write: Write) -> None:
    write("import random\nprint(random.random() > 0.5)", " seed=7")
    assert [row.verdict for row in verify("deck.md", seeds=20).snippets] == [Verdict.LUCKY]


def test_what_fails_already_is_told_as_before(write: Write) -> None:
    write("print(1)")
    unstable = "import random\nprint(random.random())  # seeds nothing, but says seed"
    Path("deck.md").write_text(QUESTION.format(code=unstable, options=""), "utf-8")
    assert [row.verdict for row in verify("deck.md", seeds=5).snippets] == [Verdict.UNSTABLE]
    Path("deck.md").write_text(QUESTION.format(code=f"{COIN}\nprint('more')", options=""), "utf-8")
    assert [row.verdict for row in verify("deck.md", seeds=5).snippets] == [Verdict.CHANGED]


def test_fail_fast_leaves_the_seeds_out(write: Write) -> None:
    write("print(1)")
    Path("deck.md").write_text(QUESTION.format(code="import random\nrandom.seed(1)\nprint(2)", options=""), "utf-8")
    report = verify("deck.md", seeds=5, fail_fast=True)
    assert [row.verdict for row in report.snippets] == [Verdict.CHANGED]


def test_what_update_records_is_held_against_the_sample(write: Write) -> None:
    write("print(1)")
    Path("deck.md").write_text(QUESTION.format(code=COIN, options=""), "utf-8")
    assert [row.verdict for row in verify("deck.md", seeds=20, update=True).snippets] == [Verdict.LUCKY]
    assert [row.verdict for row in verify("deck.md").snippets] == [Verdict.OK]


@pytest.mark.parametrize("number", ["1", "-3", "many"])
def test_too_few_seeds_are_a_usage_error(number: str, write: Write) -> None:
    write("print(1)")
    result = run_command("verify", "deck.md", "--seeds", number)
    assert result.status == 2
    assert "Invalid value for '--seeds'" in result.stderr
