"""Every kind of card, by day and by night, under the rules of axe-core in a real browser."""

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from build_deck.commands.preview.making import draw, judged_already, reading
from build_deck.commands.preview.values import PreviewOptions
from build_deck.targets.preview import page as as_page
from chromium import Page, browser, program
from support import run_command, write_files

DECK = """# All kinds

## Code

### Why is *0.1* + 0.2 not 0.3? {#sum rarity=common difficulty=easy}

A **hint** is below, and `code`.

| number | square |
| ---: | ---: |
| 2 | 4 |

**Hint:** it is [binary](https://example.org)

Answer: Rounding, see $a_1$ and ~~no~~ <kbd>Enter</kbd>.

```python hl=1
x = {"a": 1, "b": None}  # a comment
print(x["a"], f"{x!r}", 3.5)
```

```mermaid
flowchart LR
  A[in] --> B[out]
```

> [!NOTE]
> A callout.

**Source:** [IEEE](https://example.org/a?b=1&c=2)

### What comes? {#typed rarity=very-common difficulty=medium}

This.

```python predict=type
print(6 * 7)
```

### Which one? {#both .reversed rarity=rare difficulty=hard}

That one.

### A gap? {#asked .cloze rarity=uncommon difficulty=hard}

The ==blank=={c1} and {{c2::the other::with a hint}}.

```python cloze=1
y = 2
```
"""
SIDES: tuple[Literal["front", "back"], ...] = ("front", "back")
NIGHT = "document.documentElement.className = 'nightMode'; document.body.classList.add('nightMode', 'night_mode')"
RUN = "axe.run('#qa').then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html + n.failureSummary)]))"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    """A browser."""
    name = program()
    if name is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium")
        pytest.skip("There is no Chromium here, CI has one.")
    with browser(name) as opened:
        yield opened


def test_no_card_breaks_a_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chromium: Page) -> None:
    """Contrast, names of controls and pictures, order of lists and tables: on each side of each card."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"q.md": DECK})
    built = run_command("-q", "q.md")
    assert built.status == 0, built.stderr
    with reading(Path("q.md"), PreviewOptions()) as read:
        shown = draw(read, judged_already(read, {}))
    axe = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    chromium.open("about:blank", width=360)
    broken, seen = {}, 0
    for note in shown.notes:
        notetype = shown.notetypes[note.note.notetype]
        for card, side in ((card, side) for card in note.cards for side in SIDES):
            path = tmp_path / f"{seen}.html"
            path.write_text(as_page(note.note, notetype, card, side, night=False), "utf-8")
            chromium.open(path.as_uri(), width=360)
            chromium.wait(f"location.href.endsWith('/{seen}.html') && document.readyState === 'complete'")
            chromium.ask(f"{axe}; 0")
            seen += 1
            for scheme, become in (("day", "0"), ("night", NIGHT)):
                if found := chromium.ask(f"{become}; {RUN}"):
                    broken[note.source.id, card.name, side, scheme] = found
    assert broken == {}
    assert seen == 2 * (1 + 2 + 2 + 3)
    assert chromium.ask(f"document.querySelector('.bd').style.color = '#333'; {RUN}")[0][0] == "color-contrast"
