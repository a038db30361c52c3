"""Code without a language is told where it would run, and output, data and words are not."""

import pytest
from build_deck.lint import lint
from build_deck.runtimes.python.recognise import recognises
from parse.reading import read


def test_a_fence_without_a_language_that_is_python_is_told() -> None:
    """Case 34."""
    found = lint([read("### a {#a}\n```\nprint(sum([1, 2]))\n```\n")])
    assert [str(problem) for problem in found] == [
        "deck.md:2:1: warning[unlabelled-code]: This fence has no language; it looks like Python and is not run, only shown "
        "as plain text. Write ```python, with run=false where it is not to run, or ```text if it is none."
    ]


def test_indented_code_is_told_too() -> None:
    found = lint([read("### a {#a}\n\nSo:\n\n    import math\n    print(math.pi)\n")])
    assert [str(problem) for problem in found] == [
        "deck.md:5:1: warning[unlabelled-code]: This code is indented, not fenced; it looks like Python and is not run, only "
        "shown as plain text. Write ```python above it, with run=false where it is not to run, or ```text if it is none."
    ]


def test_a_fence_that_says_what_it_is_is_not() -> None:
    assert lint([read("### a {#a}\n```text\nprint(1)\n```\n```python run=false\nprint(1)\n```\n")]) == ()


@pytest.mark.parametrize(
    "code",
    [
        "print(1)",
        "import torch",
        "def f(x):\n    return x",
        "x = f(2)\nx",
        "for i in a:\n    pass",
        "class A: ...",
        "if ready():\n    go()",
        "a += list(b)",
        "@cache\ndef f(): ...",
        ">>> 1 + 1\n2",
    ],
)
def test_python_is_recognised(code: str) -> None:
    assert recognises(code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "3.14\n2.71",
        "[1, 2, 3]",
        "{'a': 1}",
        "(2, 3)",
        "tensor([1., 2.])",
        "Linear(in_features=3, out_features=4, bias=True)",
        "Counter({'a': 2})",
        "True",
        "hello",
        "x = 5",
        "a = b",
        "a + b",
        "None",
        "SELECT * FROM t",
        "for each x do",
        "$ python run.py",
        "a | b",
        "E = m * c ** 2",
        "name: str",
        "\x00",
        "x" * 30_000,
        "(" * 10_000,
    ],
)
def test_output_data_and_words_are_not(text: str) -> None:
    assert not recognises(text)
