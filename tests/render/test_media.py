import re

import pytest
from build_deck.render.media import is_picture, is_played, media_name
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("media/Loss Curve.PNG", "bd-loss-curve-2d711642.png"),
        ("deck/en/../media/x.y.jpeg", "bd-x-y-2d711642.jpeg"),
        ("_private?.svg", "bd-private-2d711642.svg"),
        ("图 1.svg", "bd-1-2d711642.svg"),
        ("注意力.svg", "bd-media-2d711642.svg"),
        ("Äpfel[1]:2.png", "bd-apfel-1-2-2d711642.png"),
        (f"{'long' * 60}.png", f"bd-{'long' * 12}-2d711642.png"),
        ("CON.png", "bd-con-2d711642.png"),
    ],
)
def test_a_name_is_safe_everywhere_and_says_what_the_file_is(path: str, name: str) -> None:
    assert media_name(path, b"x") == name


def test_other_content_has_another_name() -> None:
    """Anki never replaces a file by another of its name."""
    assert media_name("a.png", b"x") != media_name("a.png", b"y")


@given(st.text(st.characters(exclude_characters="/"), min_size=1), st.binary())
def test_any_stem_gives_a_name_that_anki_keeps(stem: str, content: bytes) -> None:
    name = media_name(f"folder/{stem}.png", content)

    assert re.fullmatch(r"bd-[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{8}\.png", name)
    assert len(name) <= 120


def test_kinds_of_media() -> None:
    assert [is_picture(f"a.{kind}") for kind in ("PNG", "svg", "mp3", "txt", "")] == [True, True, False, False, False]
    assert [is_played(f"a.{kind}") for kind in ("MP3", "webm", "png", "txt")] == [True, True, False, False]
