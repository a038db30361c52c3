"""The preview from outside: its command line, its paths, its JSON, and what it refuses."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from previewing import Preview, previewed
from support import SOURCE_ROOT, run_command, write_files

FLAGS = "rarity=common difficulty=easy"
DECK = f"""# Deck

## Numbers

### What is $1+1$? {{#two {FLAGS}}}

![a picture](dot.svg)

```python
print(1 + 1)
```

### A gap {{#gap .cloze {FLAGS}}}

==One== and ==two==.

## Code

### Does it fail? {{#fails rarity=rare difficulty=hard}}

```python
x = 1
print(1 / 0)
```
"""
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview, of which nothing changes."""
    folder = tmp_path_factory.mktemp("deck")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        write_files(folder, {"q.md": DECK, "dot.svg": DOT})
        assert run_command("-q", "q.md").status == 1
        with previewed("q.md") as running:
            running.settled()
            yield running


def test_the_notes(preview: Preview) -> None:
    two, gap, fails = preview.notes()
    assert two == {
        "id": "two",
        "edition": "en",
        "question": "What is 1+1?",
        "section": "Numbers",
        "cards": [{"name": "Question", "url": "/card/en/two/Question"}],
        "snippets": [
            {
                "verdict": "unrecorded",
                "message": "The output has never been recorded. Build the deck, look the new recording over and commit it.",
            }
        ],
        "problems": [],
    }
    assert [card["name"] for card in gap["cards"]] == ["Cloze 1", "Cloze 2"]
    assert gap["snippets"] == []
    (problem,) = fails["problems"]
    assert fails["snippets"][0]["verdict"] == "error"
    assert "ZeroDivisionError: division by zero" in fails["snippets"][0]["message"]
    assert set(problem) == {"code", "level", "message", "file", "line"}
    assert (problem["code"], problem["level"], problem["file"], problem["line"]) == (
        "snippet-error",
        "error",
        "q.md",
        23,
    )
    assert "ZeroDivisionError" in problem["message"]


def test_the_cards(preview: Preview) -> None:
    front, back = preview.side("two", "front"), preview.side("two", "back")
    assert "<samp>2</samp>" in back
    assert "<samp>2</samp>" not in front
    assert "<math " in front
    assert '<body class="card card1">' in front
    assert (
        '<body class="card card1 nightMode night_mode">'
        in preview.client.get("/card/en/two/Question/front?night=1").text
    )
    assert "[...] and" in preview.side("gap", "front").replace("</span>", "")
    assert preview.client.get("/card/en/two/Question/side").status_code == 404
    assert preview.client.get("/card/en/none/Question/front").status_code == 404


def test_pictures_are_served(preview: Preview) -> None:
    _, _, found = preview.side("two").partition('src="')
    answer = preview.client.get(f"/card/en/two/Question/{found.partition(chr(34))[0]}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


def test_notes_by_tags(preview: Preview) -> None:
    assert [note["id"] for note in preview.notes("rare or not easy")] == ["fails"]
    assert [note["id"] for note in preview.notes("section::numbers")] == ["two", "gap"]
    wrong = preview.client.get("/api/notes", params={"tags": "hard and"})
    assert (wrong.status_code, wrong.json()) == (400, {"error": "--tags: Here a tag is missing."})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "evil.example"}, 403),
        ({"host": "127.0.0.1"}, 403),
        ({"host": "127.0.0.1:1"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/notes", "/card/en/two/Question/front", "/preview.js"])
def test_foreign_pages_are_refused(preview: Preview, path: str, headers: dict[str, str], status: int) -> None:
    assert preview.client.get(path, headers=headers).status_code == status


def test_its_own_names_are_answered(preview: Preview) -> None:
    port = preview.client.base_url.port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        headers = {"host": host, "origin": f"http://{host}"}
        assert preview.client.get("/api/notes", headers=headers).status_code == 200


def test_what_would_change_something_needs_the_token(preview: Preview) -> None:
    token = preview.client.get("/").text.partition('name="token" content="')[2].partition('"')[0]
    assert len(token) > 20
    assert preview.client.post("/api/notes").status_code == 403
    assert preview.client.post("/api/notes", headers={"x-token": "guess"}).status_code == 403
    assert preview.client.post("/api/notes", headers={"x-token": token}).status_code == 405


def test_nothing_of_a_card_runs(preview: Preview) -> None:
    policy = preview.client.get("/card/en/two/Question/front").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-same-origin allow-popups" in policy
    assert "allow-scripts" not in policy


def test_nothing_is_written(preview: Preview) -> None:
    assert preview.settled()
    assert not Path("deck.lock").exists()


def test_the_page_needs_nothing_from_elsewhere(preview: Preview) -> None:
    for path in ("/", "/preview.css", "/preview.js"):
        answer = preview.client.get(path)
        assert answer.status_code == 200
        assert "https://" not in answer.text


def test_a_missing_extra_is_named(tmp_path: Path) -> None:
    """In a Python that has only what build-deck itself needs."""
    hide = "import sys; sys.modules['starlette'] = sys.modules['watchfiles'] = None; "
    script = f"{hide}from build_deck.cli import main; main(['preview'])"
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(SOURCE_ROOT)}, cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "The preview needs starlette, watchfiles, which is not installed." in done.stderr
    assert "pip install 'build-deck[preview]'" in done.stderr


def test_no_deck_and_a_port_that_is_taken(preview: Preview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = str(preview.client.base_url.port)
    monkeypatch.chdir(tmp_path)
    missing = run_command("preview", "nothing.md")
    assert (missing.status, missing.stdout) == (2, "")
    assert "There is no nothing.md here." in missing.stderr
    write_files(tmp_path, {"q.md": "### A? {#a}\n\nB\n"})
    taken = run_command("preview", "q.md", "--no-open", "--port", port)
    assert (taken.status, taken.stdout) == (2, "")
    assert f"Port {port} cannot be had" in taken.stderr


def test_it_is_imported_only_when_it_runs() -> None:
    script = (
        "import sys, build_deck.cli; print([m for m in ('starlette', 'uvicorn', 'watchfiles') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(SOURCE_ROOT)}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_ctrl_c_ends_it_and_its_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"q.md": "### A? {#a}\n\n```python\nimport time\ntime.sleep(50)\n```\n"})
    with previewed("q.md") as running:
        running.listen()
        running.wait(lambda: running.note("a"))
        status, told = running.interrupt()
        assert status == 130
        assert "Traceback" not in told
        with pytest.raises(httpx.ConnectError):
            running.client.get("/")
