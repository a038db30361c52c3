"""Shards: disjoint, complete, balanced, stable."""

import random

import pytest
from build_deck.deck.shard import OVERHEAD, Shard, parse_shard, share
from build_deck.errors import UsageError
from hypothesis import given
from hypothesis import strategies as st

SECONDS = st.dictionaries(st.text(min_size=1, max_size=8), st.floats(0, 600), max_size=60)


def _shares(names: list[str], seconds: dict[str, float], count: int) -> list[frozenset[str]]:
    return [share(names, seconds, Shard(index, count)) for index in range(1, count + 1)]


@pytest.mark.parametrize("count", range(1, 9))
@given(seconds=SECONDS, unrecorded=st.sets(st.text(min_size=1, max_size=8), max_size=10))
def test_shards_are_disjoint_and_complete(count: int, seconds: dict[str, float], unrecorded: set[str]) -> None:
    names = sorted({*seconds, *unrecorded})
    shares = _shares(names, seconds, count)
    assert sorted(name for each in shares for name in each) == names


@given(seconds=SECONDS, count=st.integers(1, 8))
def test_no_shard_has_much_more_than_its_part(seconds: dict[str, float], count: int) -> None:
    """Graham's bound: 4/3 of the best there can be, which is at least the mean and the longest."""
    loads = [sum(seconds[name] + OVERHEAD for name in each) for each in _shares([*seconds], seconds, count)]
    best = max([sum(loads) / count, *(value + OVERHEAD for value in seconds.values())], default=0)
    assert max(loads) <= best * (2 - 1 / count) + 1e-9


def test_equal_sessions_are_spread_evenly() -> None:
    shares = _shares([f"s{n}" for n in range(100)], {}, 8)
    assert sorted(map(len, shares)) == [12, 12, 12, 12, 13, 13, 13, 13]


def test_long_sessions_do_not_share_a_runner() -> None:
    seconds = {"a": 60.0, "b": 60.0} | {f"s{n}": 1.0 for n in range(60)}
    shares = _shares([*seconds], seconds, 3)
    assert sorted(len(each & {"a", "b"}) for each in shares) == [0, 1, 1]
    assert max(sum(seconds[name] for name in each) for each in shares) <= 62


def test_the_order_of_the_notes_does_not_count() -> None:
    """Every runner must come to the same shares."""
    names = [f"s{n}" for n in range(50)]
    shuffled = random.Random(1).sample(names, k=50)
    assert _shares(names, {}, 4) == _shares(shuffled, {}, 4)


def test_a_shard_is_read() -> None:
    assert parse_shard("2/4") == Shard(2, 4)
    assert parse_shard(" 1/1 ").first


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "1/0", "-1/3", "a/b", "1/2/3", "1,2", "١/٢", "1/9999999"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_shard(text)
    assert str(caught.value) == (
        f"error[shard]: --shard: `{text}` is not a shard. Write I/N with I from 1 to N, as in `--shard 2/4`."
    )
