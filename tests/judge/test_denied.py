import sys
from pathlib import Path

import pytest
from build_deck.errors import Location
from build_deck.judge import Judgement, problem
from build_deck.model import Output, SnippetRun, Verdict
from execute.denied import PROCESSES
from execute.sessions import session_of


def test_what_was_denied_names_its_own_remedy() -> None:
    """And not that of a snippet that raised something."""
    (snippet,) = session_of("import os\nos.fork()").snippets
    message = f"The snippet tried to start a process, which it may not. {PROCESSES}"
    run = SnippetRun(Output(), Verdict.ERROR, message, Location(snippet.origin.path, 12, 1), remedy=PROCESSES)
    told = problem(Judgement(snippet, run, Verdict.ERROR, message=message), snippet, "note fork in en")
    assert str(told) == (
        "deck/en/01-notes.md:12:1: error[snippet-denied]: "
        f"The snippet tried to start a process, which it may not (note fork in en). {PROCESSES}"
    )
    assert told.detail == ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine a process")
def test_a_build_says_so_in_one_line_each(tmp_path: Path) -> None:
    from build_deck import build
    from build_deck.errors import BuildDeckError

    deck = tmp_path / "deck.md"
    deck.write_text(
        "# Deck\n\n### Net {#net}\n```python\nimport urllib.request\n"
        "print(urllib.request.urlopen('https://example.com').status)\n```\n\n"
        "### File {#rel}\n```python\nprint(open('data.csv').read())\n```\n",
        "utf-8",
    )
    (tmp_path / "data.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(BuildDeckError) as caught:
        build(deck, output=tmp_path / "out.apkg")
    assert [str(each) for each in caught.value.problems if each.code == "snippet-denied"] == [
        f"{deck}:6:1: error[snippet-denied]: The snippet tried to reach the network (example.com), and snippets have no "
        "network (note net in en). Put what it needs into a file under `data:` in deck.yaml, or write run=false.",
        f"{deck}:11:1: error[snippet-denied]: The snippet did not find data.csv, since the deck does not name it (note "
        f"rel in en). Name {tmp_path / 'data.csv'} under `data:` in deck.yaml.",
    ]
    assert not (tmp_path / "out.apkg").exists()
