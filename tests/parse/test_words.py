"""Nothing vanishes: the words of a text are on its cards, in its labels and titles, or in the number of those told."""

from pathlib import Path

import pytest
from build_deck.model import Document
from build_deck.parse import parse
from hypothesis import given, settings
from hypothesis import strategies as st
from parse.reading import cases
from parse.words import Anything, measure

TESTS = Path(__file__).parents[1]
FIXTURES = [
    pytest.param(text, id=f"{file.stem}: {title}")
    for file in sorted(TESTS.glob("*/fixtures/*.md"))
    for title, text, _ in cases(file)
    if "glued to its value" not in title  # the other reader glues them, too
]
FILES = [*sorted((TESTS / "parse" / "articles").glob("*.md")), *sorted((TESTS.parent / "deck").glob("*/*.md"))]
EXCUSED = {"too-deep", "unclosed-comment", "unclosed-fence", "missing-picture"}
"""Errors behind which a text is read otherwise than its author meant it, or shown without what it describes."""

HEADINGS = st.sampled_from(
    """# {}|## {}|### {}|#### {}|### 1. {}|### 2. {}|## 3. {}|### Q: {}|## {} {{#i}}|#### {} {{#j}}|##### Answer
""".strip().split("|")
)
BLOCKS = st.sampled_from(
    """{}|**Answer:** {}|- {}|1. {}|> {}|    {}|<div>{}</div>|<!-- {} -->|<svg>{}</svg>|<iframe>{}</iframe>|<{}>|`{}`|$x$ {}
[{}](http://a.b)|![{}](a.png)|~~{}~~|==text== {}|{}[^1]|[^1]: {}|[^2]: {}|---|<details>|</details>|**Tags:** {}|*{}*
- **Note:** {}|> [!note] {}|<b>{}|<title>{}</title>|<details><summary>Answer {}</summary></details>|**Source:** {}|**Hint:** {}
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
VERBATIM = st.sampled_from(
    [
        "```\n{}\n```",
        "```python run=false\n{}\n```",
        "```console\n$ {}\n```",
        "| a | b |\n|---|---|\n| {} | 2 | {} |",
        "$$\n{}\n$$",
    ]
)
TEXTS = st.lists(HEADINGS | BLOCKS | BLOCKS | VERBATIM, max_size=16)


def written(shapes: list[str]) -> str:
    """The blocks, each word another."""
    numbers = iter(range(10_000))
    parts = []
    for shape in shapes:
        pieces = shape.replace("{{", "{").replace("}}", "}").split("{}")
        parts.append(pieces[0] + "".join(f"w{next(numbers)}x{piece}" for piece in pieces[1:]))
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("text", FIXTURES)
def test_no_word_of_a_fixture_is_lost_in_silence(text: str) -> None:
    found = measure(text)
    assert found.lost == 0 or EXCUSED & {problem.code for problem in found.document.problems}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_word_of_a_file_is_lost_in_silence(file: Path) -> None:
    assert measure(file.read_text(encoding="utf-8")).lost == 0


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_each_word_is_on_a_card_or_told(shapes: list[str]) -> None:
    text = written(shapes)
    found = measure(text)
    missing = [word for word in found.silent if word.startswith("w") and word.endswith("x")]
    assert len(missing) <= found.document.lost


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_each_line_is_in_a_block(shapes: list[str]) -> None:
    text = written(shapes)
    document = parse(text, "deck.md", resources=Anything())
    lines = {number for number, line in enumerate(text.split("\n"), 1) if line.strip(" >")}
    assert lines - covered(document) == set()


def covered(document: Document) -> set[int]:
    """The lines that some block takes."""
    return {line for block in document.blocks for line in range(block.first, block.last + 1)}


def test_a_second_section_of_one_id_is_told() -> None:
    document = measure("## First {#i}\n### One?\n1\n\n## Second part {#i}\n### Two?\n2\n").document
    assert document.lost == 2
    assert [str(problem) for problem in document.problems if problem.code == "text-on-no-card"] == [
        "deck.md:5:1: warning[text-on-no-card]: This section has the id of `First` above, and its cards show that title. "
        "Give it an id of its own."
    ]
