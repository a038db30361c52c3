"""What cannot be shown well in a fixture: very long code."""

from parse.reading import read


def test_code_that_is_too_long_for_colours_is_told() -> None:
    code = "x = 1\n" * 501
    fences = "".join(f"```{language}\n{code}```\n" for language in ("js", "", "js hide"))
    assert [str(problem) for problem in read(f"### Q? {{#q}}\n{fences}").problems] == [
        "deck.md:2:1: warning[long-code]: This code has 3006 characters in 501 lines; it is shown without colours."
        " Show less of it: file=NAME.py#REGION shows a part of a file."
    ]
