"""What a card shows, held against what other seeds give."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from build_deck.errors import Location
from build_deck.judge import JudgedSession, Judgement, represented
from build_deck.judge.seeds import stands_apart
from build_deck.model import Environment, Output, Pin, Session, SessionRun, SnippetRun, Verdict
from build_deck.plan import PlannedSession
from build_deck.runtimes import Needs
from execute.sessions import session_of

ELSEWHERE = Environment({"python": "3.11"})


def _judge(shown: str, others: Sequence[str | SnippetRun], pin: str | None = None, **options: Any) -> Judgement:
    """The judgement of a good snippet that shows this, held against these."""
    session = session_of("", **options)
    if pin is not None:
        (snippet,) = session.snippets
        session = Session("note", (replace(snippet, pin=Pin(pin, Location("deck.md", 9))),))
    runs = [run if isinstance(run, SnippetRun) else SnippetRun(Output(stdout=run), Verdict.OK) for run in others]
    own = SnippetRun(Output(stdout=shown), Verdict.OK)
    judged = JudgedSession(
        PlannedSession(session, (), Needs(), "", None),
        SessionRun(session, (own,), ELSEWHERE),
        (Judgement(session.snippets[0], own, Verdict.OK),),
    )
    sample = [SessionRun(session, (run,), ELSEWHERE) for run in runs]
    return represented(judged, sample).snippets[0]


WIDE = [f"{value}e-13" for value in (0.63, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 1.9, 2.5)] * 2
ACCURACY = [87.1, 88.0, 88.9, 89.4, 90.1, 90.5, 91.0, 91.4, 91.9, 92.2, 92.6, 93.1, 93.5, 94.0, 94.6, 95.2, 96.1, 97.0]


def _lines(*numbers: float) -> list[str]:
    return [f"full model {number:.1f}\n" for number in numbers]


def test_a_number_above_all_others_is_lucky_and_the_sample_is_told() -> None:
    found = _judge("full model 98.9\n", _lines(*ACCURACY, 97.9, 98.4))
    assert (found.verdict, found.cause) == (Verdict.LUCKY, "With every seed in it shifted, 20 times:")
    assert found.message == (
        "`full model 98.9`: 98.9 is above the sample: 87.1 to 98.4, mean 92.65, spread 3.23, rank 21 of 21"
    )


def test_a_number_far_below_all_others_is_measured_by_its_exponent() -> None:
    found = _judge("ratio 0.42e-13\n", [f"ratio {value}\n" for value in WIDE])
    assert found.message == (
        "`ratio 0.42e-13`: 0.42e-13 is below the sample: 6.3e-14 to 2.5e-13, mean 1.283e-13, spread 5.46e-14, rank 1 of 21"
    )


@pytest.mark.parametrize("shown", [87.1, 92.0, 98.4])
def test_a_number_within_the_sample_is_a_fact(shown: float) -> None:
    assert _judge(f"full model {shown}\n", _lines(*ACCURACY, 97.9, 98.4)).verdict is Verdict.OK


@pytest.mark.parametrize(("failing", "lucky"), [(0, False), (1, False), (2, False), (3, True), (20, True)])
def test_a_word_must_hold_in_nine_of_ten(failing: int, lucky: bool) -> None:  # noqa: FBT001
    found = _judge("equal: True\n", ["equal: False\n"] * failing + ["equal: True\n"] * (20 - failing))
    assert (found.verdict is Verdict.LUCKY) is lucky
    if lucky:
        assert found.message == f"`equal: True`: True is False in {failing} of 20"


@pytest.mark.parametrize(
    ("shown", "other", "told"),
    [
        ("[2, 0, 1]\n", "[0, 2, 1]\n", "`[2, 0, 1]`: the order is another in 20 of 20"),
        ("dropout\nattention\n", "attention\ndropout\n", "`dropout`: dropout is attention in 20 of 20"),
        ("one\n", "one\ntwo\n", "it prints more or less in 20 of 20"),
        ("loss 0.5\n", "loss nan\n", "`loss 0.5`: 0.5 is nan in 20 of 20"),
        ("4\n", "5\n", "`4`: 4 is below the sample: 5 to 5, mean 5, spread 0, rank 1 of 21"),
    ],
)
def test_orders_lines_and_whatever_else_is_printed_must_hold(shown: str, other: str, told: str) -> None:
    found = _judge(shown, [other] * 20)
    assert told in found.message.splitlines()


def test_a_run_that_fails_holds_nothing() -> None:
    failed = SnippetRun(Output(), Verdict.ERROR, "The snippet raised ValueError: singular\nTraceback")
    found = _judge("True\n", [*[failed] * 3, *["True\n"] * 17])
    assert found.message == "it fails in 3 of 20: The snippet raised ValueError: singular"
    assert _judge("True\n", [*[failed] * 2, *["True\n"] * 18]).verdict is Verdict.OK
    assert _judge("True\n", [failed, *["False\n"] * 2, *["True\n"] * 17]).verdict is Verdict.LUCKY


def test_where_the_draw_is_the_point_nothing_is_held_against_it() -> None:
    assert _judge("4\n", ["5\n"] * 20, seeds="fixed").verdict is Verdict.OK


def test_the_authors_tolerance_holds_here_too() -> None:
    assert _judge("4.0\n", ["4.1\n"] * 20, tolerance=0.1).verdict is Verdict.OK
    assert _judge("4.0\n", ["4.1\n"] * 20, tolerance=0.001).verdict is Verdict.LUCKY


def test_what_a_pin_leaves_open_is_not_shown() -> None:
    assert _judge("seed 4 loss 9.5\n", ["seed 5 loss 9.4\n"] * 20, pin="seed 4 loss ...").message.count("\n") == 0
    assert _judge("seed 4 loss 9.5\n", ["seed 4 loss 9.4\n"] * 20, pin="seed 4 loss ...").verdict is Verdict.OK


def test_addresses_and_devices_are_no_draw() -> None:
    shown, other = "<A at 0x7f1b2c3d4e50> tensor(1.)\n", "<A at 0x7fa0b0c0d0e0> tensor(1., device='cuda:0')\n"
    assert _judge(shown, [other] * 20).verdict is Verdict.OK


def test_of_many_draws_few_are_told() -> None:
    shown, other = "".join(f"a{n} {n}\n" for n in range(30)), "".join(f"a{n} {n + 1}\n" for n in range(30))
    lines = _judge(shown, [other] * 20).message.splitlines()
    assert len(lines) == 9
    assert lines[-1] == "… and 22 more"


@pytest.mark.parametrize(("count", "beyond", "apart"), [(20, 0, True), (20, 1, False), (100, 2, True), (100, 3, False)])
def test_beyond_all_but_one_in_fifty(count: int, beyond: int, apart: bool) -> None:  # noqa: FBT001
    sample = [10.0] * beyond + [Random(n).gauss(0, 1) for n in range(count - beyond)]
    assert stands_apart(9.0, sample) is apart


@pytest.mark.parametrize("draw", [lambda r: r.gauss(5, 2), lambda r: r.random(), lambda r: r.lognormvariate(0, 1)])
def test_an_honest_draw_is_seldom_lucky(draw: Callable[[Random], float]) -> None:
    """One in fifteen at most; the plain range of twenty is left by two of twenty-one."""
    random = Random(7)
    apart = sum(stands_apart(draw(random), [draw(random) for _ in range(20)]) for _ in range(3000))
    assert apart / 3000 < 1 / 15


def test_elements_of_an_array_share_the_doubt() -> None:
    random = Random(3)

    def printed() -> str:
        return f"tensor([{', '.join(f'{random.gauss(0, 1):.4f}' for _ in range(20))}])\n"

    lucky = sum(_judge(printed(), [printed() for _ in range(20)]).verdict is Verdict.LUCKY for _ in range(60))
    assert lucky <= 12


def test_small_samples_tell_what_they_can() -> None:
    assert stands_apart(1.0, [2.0])
    assert not stands_apart(2.0, [2.0])
    assert stands_apart(1.0, [2.0, 2.0])
