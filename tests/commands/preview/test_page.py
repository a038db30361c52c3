"""The page in a real browser: opening, an edit arriving, keys, errors, night, phone width, and whom it serves."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Page, browser, program
from previewing import Preview, previewed
from support import write_files

FLAGS = "rarity=common difficulty=easy"
DECK = f"""# Deck

## Numbers

### What is $\\frac{{1}}{{2}}$? {{#half {FLAGS}}}

A half.<script>window.ran = 1</script>

```python
print(1 / 2)
```

### A gap {{#gap .cloze {FLAGS}}}

==One== and ==two==.

## Code

### Last one? {{#last rarity=rare difficulty=hard}}

Yes.
"""
CARD = "document.getElementById('desktop')?.contentDocument?.getElementById('qa')?.innerText ?? ''"
TITLE = "document.getElementById('title').textContent"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One browser for all tests."""
    name = program()
    if name is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium")
        pytest.skip("There is no Chromium here, CI has one.")
    with browser(name) as opened:
        yield opened


@pytest.fixture
def preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Page) -> Iterator[Preview]:
    """A deck, opened."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"q.md": DECK})
    with previewed("q.md") as running:
        running.settled()
        page.prefers("light")
        page.open(running.address)
        page.wait(f"({CARD}).includes('What is')")
        yield running


def test_it_opens_with_the_list_and_the_first_card(preview: Preview, page: Page) -> None:
    entries = "[...document.querySelectorAll('#list button > span:first-child')].map((e) => e.textContent)"
    assert page.ask(entries) == [note["question"] for note in preview.notes()]
    assert page.ask("[...document.querySelectorAll('#list h2')].map((e) => e.textContent)") == ["Numbers", "Code"]
    assert page.ask("document.getElementById('narrow').clientWidth") == 360
    assert page.ask("document.getElementById('state').textContent") == ""
    assert page.ask("document.getElementById('desktop').contentDocument.querySelectorAll('math').length") == 1
    assert page.ask("typeof document.getElementById('desktop').contentWindow.ran") == "undefined"


def test_keys(preview: Preview, page: Page) -> None:
    page.press(" ")
    page.wait(f"({CARD}).includes('A half.')")
    page.press("j")
    page.wait(f"({CARD}).includes('[...] and two')")
    page.press("l")
    page.wait(f"({CARD}).includes('One and [...]')")
    page.press(" ")
    page.wait(f"({CARD}).includes('One and two')")
    page.press("j")
    assert page.wait(TITLE) == "Last one?"
    page.press("k")
    assert page.ask(TITLE) == "A gap"


def test_keys_after_a_click_into_the_card(preview: Preview, page: Page) -> None:
    box = page.ask("(({x, y}) => [x + 60, y + 60])(document.getElementById('desktop').getBoundingClientRect())")
    page.click(*box)
    page.press(" ")
    page.wait(f"({CARD}).includes('A half.')")
    assert "A half." in page.ask(CARD)


def test_an_edit_arrives_and_comes_into_view(preview: Preview, page: Page) -> None:
    write_files(Path(), {"q.md": DECK.replace("Last one?", "The last one?")})
    page.wait(f"{TITLE} === 'The last one?'")
    page.wait(f"({CARD}).includes('The last one?')")


def test_an_error_stands_there_with_a_link_until_it_is_mended(preview: Preview, page: Page) -> None:
    write_files(Path(), {"q.md": DECK.replace("1 / 2", "1 / 0")})
    page.wait("document.querySelector('#problems .error')?.textContent.includes('ZeroDivisionError')")
    link = page.ask("document.querySelector('#problems a').href")
    assert link == f"vscode://file{Path.cwd()}/q.md:10"
    write_files(Path(), {"q.md": DECK})
    page.wait("!document.querySelector('#problems .error')")


def test_night(preview: Preview, page: Page) -> None:
    page.press("n")
    page.wait("document.getElementById('desktop').contentDocument?.body?.classList.contains('nightMode')")
    colour = "getComputedStyle(document.getElementById('desktop').contentDocument.body).backgroundColor"
    assert page.ask(colour) == "rgb(30, 32, 36)"


def test_search_and_tags(preview: Preview, page: Page) -> None:
    count = "document.querySelectorAll('#list button').length"
    typed = (
        "document.getElementById('{0}').value = '{1}', document.getElementById('{0}').dispatchEvent(new Event('input'))"
    )
    page.ask(typed.format("search", "last"))
    assert page.ask(count) == 1
    page.ask(typed.format("search", ""))
    page.ask(typed.format("tags", "not rare"))
    page.wait(f"{count} === 2")
    page.ask(typed.format("tags", "not ("))
    page.wait("document.getElementById('tags-error').textContent.includes('a tag is missing')")


def test_nothing_is_wider_than_a_phone(preview: Preview, page: Page) -> None:
    page.resize(360)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert page.ask(wide) is False
    assert page.ask("document.getElementById('narrow').contentDocument.documentElement.scrollWidth") <= 360


def test_everything_has_a_name(preview: Preview, page: Page) -> None:
    """What a screen reader says of each control."""
    nameless = """[...document.querySelectorAll('button, input, iframe, nav, [role=group]')].filter((e) =>
        !(e.textContent.trim() || e.title || e.getAttribute('aria-label') || e.labels?.length)).map((e) => e.outerHTML)"""
    assert page.ask(nameless) == []
    assert page.ask("document.documentElement.lang") == "en"


def test_the_end_is_told(preview: Preview, page: Page) -> None:
    preview.interrupt()
    page.wait("document.getElementById('state').textContent.includes('has ended')")
