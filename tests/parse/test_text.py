import pytest
from build_deck.parse.text import clean, decode


def said(data: bytes) -> tuple[str, list[str]]:
    text, problems = decode(data, "a.md")
    return text, [str(problem) for problem in problems]


def test_utf8_is_text() -> None:
    assert said("# ä 好\n".encode()) == ("# ä 好\n", [])


def test_a_byte_order_mark_goes_and_line_ends_become_newlines() -> None:
    assert said("\ufeffa\r\nb\rc\n".encode()) == ("a\nb\nc\n", [])


def test_letters_are_composed() -> None:
    assert said("a\u0308".encode()) == ("ä", [])


def test_bytes_that_are_not_utf8_are_an_error_with_their_place() -> None:
    assert said(b"one\r\n\xe4\xbd\xa0x\xff") == (
        "one\n你x\ufffd",
        ["a.md:2:3: error[not-utf8]: Byte 0xff is not UTF-8. Save the file as UTF-8."],
    )


def test_utf16_is_an_error_at_its_beginning() -> None:
    text, problems = said("#\n".encode("utf-16"))
    assert "a.md:1:1: error[not-utf8]: Byte 0xff is not UTF-8. Save the file as UTF-8." in problems
    assert "\0" not in text


def test_control_characters_are_left_out_with_a_warning_for_each_kind() -> None:
    assert said(b"a\n\x1fb\x1f\x07\tc") == (
        "a\nb\tc",
        [
            "a.md:2:1: warning[control-character]: The file holds the control character U+001F, which no card can show."
            " It is left out; remove it from the file.",
            "a.md:2:4: warning[control-character]: The file holds the control character U+0007, which no card can show."
            " It is left out; remove it from the file.",
        ],
    )


@pytest.mark.parametrize(("character", "name"), [("\0", "control"), ("\ud800", "surrogate")])
def test_a_null_and_half_a_surrogate_pair_are_shown_as_replaced(character: str, name: str) -> None:
    text, (problem,) = clean(f"a{character}b", "a.md")
    assert text == "a\ufffdb"
    assert name in problem.what
    assert problem.remedy == "It is shown as U+FFFD; remove it from the file."


def test_cleaning_twice_changes_nothing() -> None:
    text, _ = clean("\ufeffa\r\n\0\x1f\ud800e\u0301", "a.md")
    assert clean(text, "a.md") == (text, ())
