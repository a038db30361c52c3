"""What a save does to a preview that runs: what is drawn, what is told, and that nothing old stays."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from previewing import Preview, previewed
from support import write_files

FLAGS = "rarity=common difficulty=easy"
NOTE = "### {0}? {{#{0} " + FLAGS + "}}\n\n{1}\n\n"
YAML = "id: live\neditions:\n  en: {path: en, title: Live, lang: en}\n"
CODE = "```python\nimport helper\nprint('helped', helper.X)\n```"


@pytest.fixture
def preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Preview]:
    """A deck of two files, and its preview."""
    monkeypatch.chdir(tmp_path)
    write_files(
        tmp_path,
        {
            "deck.yaml": YAML,
            "en/1.md": NOTE.format("a", "Old words.") + NOTE.format("b", "Untouched."),
            "en/2.md": NOTE.format("c", CODE),
            "snippets/helper.py": "X = 1\n",
        },
    )
    with previewed(".") as running:
        running.settled()
        running.listen()
        time.sleep(1)  # events of the beginning are over
        running.events.clear()
        yield running


def save(name: str, text: str) -> None:
    """Write the file as many editors do: beside it, and renamed."""
    path = Path(name)
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def test_a_word_that_changed(preview: Preview) -> None:
    save("en/1.md", NOTE.format("a", "New words.") + NOTE.format("b", "Untouched."))
    event = preview.wait(lambda: next((each for each in preview.events if each["changed"]), None))
    assert set(event) == {"changed", "problems", "seconds"}
    assert event["changed"] == ["a"]
    assert event["problems"] == 0
    assert event["seconds"] > 0
    assert "New words." in preview.side("a")


def test_code_that_changed_runs_and_what_it_imports_counts(preview: Preview) -> None:
    assert "helped 1" in preview.side("c")
    write_files(Path(), {"snippets/helper.py": "X = 2\n"})
    preview.wait(lambda: "helped 2" in preview.side("c"))
    save("en/2.md", NOTE.format("c", CODE.replace("helped", "served")))
    preview.wait(lambda: "served 2" in preview.side("c"))
    assert "helped" not in preview.side("c")


def test_an_error_comes_and_goes(preview: Preview) -> None:
    save("en/2.md", NOTE.format("c", "```python\n1 / 0\n```"))
    preview.wait(lambda: preview.note("c")["problems"])
    (problem,) = preview.note("c")["problems"]
    assert (problem["code"], problem["file"]) == ("snippet-error", "en/2.md")
    assert "helped" not in preview.side("c")
    save("en/2.md", NOTE.format("c", CODE))
    preview.wait(lambda: "helped 1" in preview.side("c"))
    assert preview.note("c")["problems"] == []
    assert preview.events[-1]["problems"] == 0


def test_prose_does_not_wait_for_what_runs(preview: Preview) -> None:
    save("en/2.md", NOTE.format("c", "```python\nimport time\ntime.sleep(50)\n```"))
    preview.wait(lambda: preview.note("c")["snippets"][0]["verdict"] == "running")
    save("en/1.md", NOTE.format("a", "Meanwhile."))
    preview.wait(lambda: "Meanwhile." in preview.side("a"))
    assert preview.note("c")["snippets"][0]["verdict"] == "running"
    assert preview.note("b") is None


def test_a_broken_deck_yaml_shows_no_old_card(preview: Preview) -> None:
    save("deck.yaml", "id: [")
    problems = preview.wait(lambda: preview.client.get("/api/problems").json())
    assert problems[0]["file"] == "deck.yaml"
    assert preview.notes() == []
    assert preview.client.get("/card/en/a/Question/front").status_code == 404
    save("deck.yaml", YAML)
    preview.wait(preview.notes)
    assert preview.client.get("/api/problems").json() == []
    assert "Old words." in preview.side("a")


def test_half_a_file_and_not_utf8(preview: Preview) -> None:
    Path("en/1.md").write_bytes(b"### a? {#a}\n\nHalf \xff")
    preview.wait(lambda: preview.client.get("/api/problems").json() or (preview.note("a") or {}).get("problems"))
    save("en/1.md", NOTE.format("a", "Whole again."))
    preview.wait(lambda: preview.note("a") and "Whole again." in preview.side("a"))


def test_folders_that_are_renamed(preview: Preview, tmp_path: Path) -> None:
    Path("en").rename("moved")
    preview.wait(lambda: preview.notes() == [])
    Path("moved").rename("en")
    preview.wait(lambda: preview.note("a"))
    save("en/1.md", NOTE.format("a", "Seen after it came back."))
    preview.wait(lambda: "Seen after it came back." in preview.side("a"))


def test_a_new_file_in_a_new_folder(preview: Preview) -> None:
    write_files(Path(), {"en/more/3.md": NOTE.format("d", "Fresh.")})
    preview.wait(lambda: preview.note("d"))
    save("en/more/3.md", NOTE.format("d", "Fresher."))
    preview.wait(lambda: "Fresher." in preview.side("d"))


def test_a_burst_of_saves_ends_with_the_last(preview: Preview) -> None:
    for number in range(200):
        Path("en/1.md").write_text(NOTE.format("a", f"Save {number}."), "utf-8")
    preview.wait(lambda: preview.note("a") and "Save 199." in preview.side("a"))
    assert len(preview.events) < 100


def test_what_is_no_part_of_the_deck_is_left_alone(preview: Preview) -> None:
    write_files(Path(), {"dist/x.apkg": "x", "deck.lock": "", "en/.swap.md": "x", "notes.txt": "x"})
    time.sleep(1.5)
    assert preview.events == []


def test_two_pages_hear_the_same(preview: Preview) -> None:
    other = Preview(preview.address, preview.process, preview.client)
    other.listen()
    save("en/1.md", NOTE.format("a", "Twice told."))
    first = preview.wait(lambda: [each for each in preview.events if "a" in each["changed"]])
    second = other.wait(lambda: [each for each in other.events if "a" in each["changed"]])
    assert first[0] == second[0]


def test_nothing_is_left_running(preview: Preview) -> None:
    save("en/2.md", NOTE.format("c", "```python\nimport time\ntime.sleep(77)\n```"))
    preview.wait(lambda: preview.note("c")["snippets"][0]["verdict"] == "running")
    preview.wait(lambda: descendants(preview.process.pid))
    below = descendants(preview.process.pid)
    status, told = preview.interrupt()
    assert (status, "Traceback" in told) == (130, False)
    preview.wait(lambda: not any(Path(f"/proc/{number}").exists() for number in below))
    assert not Path("deck.lock").exists()


def descendants(number: int) -> list[int]:
    """The processes below one, by what the system says."""
    parents = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                stat = Path(entry.path, "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found, below = [number], []
    while found:
        here = found.pop()
        own = [child for child, parent in parents.items() if parent == here]
        below += own
        found += own
    return below
