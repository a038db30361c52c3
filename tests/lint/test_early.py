"""A fence that ends inside a string: told once, and nothing that follows from it."""

import time

import pytest
from build_deck.lint import lint
from parse.reading import read

LABELS = "**Rarity:** Common **Difficulty:** Easy\n"
NESTED = f'''\
## Advanced

### 7. How is a repository laid out? {{#layout}}

**Answer:** Like this.

```python
readme = """
# My project

## Install

```bash
pip install -r requirements.txt
```

## Usage

### 1. Train

```python
train(
```

### 2. Evaluate

More.
"""
print(readme[:10])
```

{LABELS}
### 8. What next? {{#next}}

```python
print(2)
```

{LABELS}
### 9. And then? {{#then}}

```python
print(undefined)
```

{LABELS}'''
TOLD = (
    "deck.md:15:1: error[fence-closed-in-string]: The fence of line 7 ends at line 15, inside a string that opens at "
    "line 8: what follows is read as Markdown. Use four backticks to open and to close it."
)
UNDEFINED = (
    "deck.md:45:7: error[undefined-name]: The name `undefined` is not defined anywhere in this note's snippets. "
    "Define or import it in this note: no other note's names exist when it runs."
)


def said(text: str) -> list[str]:
    return [str(problem) for problem in lint([read(text)])]


def test_a_document_in_a_string_is_told_once_and_what_is_behind_it_is_told_too() -> None:
    assert said(NESTED) == [TOLD, UNDEFINED]


def test_the_advice_is_right() -> None:
    text = NESTED.replace("```python\nreadme", "````python\nreadme").replace(":10])\n```", ":10])\n````")
    assert said(text) == [UNDEFINED]


def test_a_longer_fence_in_the_string_needs_a_longer_one_around_it() -> None:
    text = NESTED.replace("```bash", "`````bash").replace("requirements.txt\n```", "requirements.txt\n`````")
    assert said(text)[0].endswith("Use six backticks to open and to close it.")
    assert len(said(text)) == 2


def test_a_fence_that_does_not_run_may_end_early_too() -> None:
    text = NESTED.replace("```python\nreadme", "```python run=false\nreadme")
    assert said(text) == [TOLD, UNDEFINED]


def test_tildes_are_called_tildes() -> None:
    text = f"### Q? {{#q}}\n\n~~~python\nx = '''\n~~~\n# T\n'''\nprint(x)\n~~~\n\n{LABELS}"
    assert said(text) == [
        "deck.md:5:1: error[fence-closed-in-string]: The fence of line 3 ends at line 5, inside a string that opens at "
        "line 4: what follows is read as Markdown. Use four tildes to open and to close it."
    ]


@pytest.mark.parametrize(
    "behind",
    [
        "Prose.\n",
        '```python\ndef f():\n    """Says what it does."""\n\nprint(f)\n```\n',
        "````text\n'''\n````\n",
    ],
)
def test_a_string_that_its_author_left_open_is_a_mistake_in_the_code(behind: str) -> None:
    found = said(f'### Q? {{#q}}\n\n```python\nx = """\nprint(x)\n```\n\n{behind}\n{LABELS}')
    assert len(found) == 1
    assert found[0].startswith(
        "deck.md:4:5: error[syntax-error]: This Python does not parse: unterminated triple-quoted string literal"
    )


def test_two_of_them_are_both_told() -> None:
    second = NESTED.replace("#layout", "#again").replace("## Advanced", "## More").replace("undefined", "1")
    codes = [problem.code for problem in lint([read(NESTED.replace("undefined", "1") + second)])]
    assert codes.count("fence-closed-in-string") == 2


def test_a_fence_without_an_end_is_all_that_is_told_of_its_note() -> None:
    text = f"### One? {{#one}}\n\n1\n\n{LABELS}\n### Two? {{#two}}\n\n```python\nprint(1)\n\n{LABELS}"
    assert [problem.code for problem in lint([read(text)])] == ["unclosed-fence"]


def test_time_grows_with_the_fences_that_end_early() -> None:
    seconds = {}
    for number in (200, 1600):
        text = "\n".join(NESTED.replace("{#", f"{{#n{n}-").replace("undefined", "1") for n in range(number))
        document = read(text)
        start = time.process_time()
        assert len({problem.code for problem in lint([document])}) == 1
        seconds[number] = time.process_time() - start
    assert seconds[1600] < 8 * 4 * max(seconds[200], 0.02)


FRAGMENT = "### What is {0}? {{#q{0}}}\n\n```python\nprint(model.fit({0}))\n```\n\n"


def test_a_file_of_fragments_is_told_what_to_do_with_all_of_them() -> None:
    fragments = "".join(FRAGMENT.format(number) for number in range(5))
    whole = "### What runs? {#runs}\n\n```python\nprint(1)\n```\n"
    told = [str(problem) for problem in lint([read(fragments + whole)]) if problem.code == "fragments"]
    assert told == [
        "deck.md:1:1: warning[fragments]: The code of most notes in this file (5 of 6) cannot run by itself. If it is not "
        "to run, write `run: []` into the front matter (or run=false on a fence); if all of it needs the same above it, "
        "`setup: FILE.py`."
    ]
    few = read(fragments + "".join(whole.replace("#runs", f"#runs-{number}") for number in range(6)))
    assert "fragments" not in {problem.code for problem in lint([few])}
