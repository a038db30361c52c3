"""JavaScript runs in Node, a scope a note: what a snippet prints, gives, awaits, imports and raises."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import build_deck
import pytest
from build_deck import runtimes
from build_deck.errors import BuildDeckError
from build_deck.execute import STANDARD, VARIED, Settings
from build_deck.model import SessionRun
from build_deck.runtimes import Tool
from runtimes.conftest import PATH

Run = Callable[..., SessionRun]
JS = "javascript"


def test_fences_of_a_note_share_a_scope_and_end_when_nothing_is_left_to_do(run: Run) -> None:
    first = "const list = [10, 9, 1];\nsetTimeout(() => console.log('later', list.length), 5);\nconsole.log('now');"
    done = run((JS, first), (JS, "list.sort()"), (JS, "class Point {}\nlet point = new Point();\npoint"))
    assert [each.output.stdout for each in done.snippets] == ["now\nlater 3\n", "", ""]
    assert [each.output.value for each in done.snippets] == [None, "[ 1, 10, 9 ]", "Point {}"]
    assert done.environment.languages.keys() == {"javascript"}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("typeof null", "'object'"),
        ("let x;\nx = 5", None),
        ("'use strict'", None),
        ("setTimeout(() => {}, 1)", None),
        ("undefined", None),
        ("await Promise.resolve(6) * 7", "42"),
        ("import { basename as base } from 'node:path';\nbase('/a/b.txt')", "'b.txt'"),
        ("import path, * as all from 'node:path';\n[path.sep, typeof all.join]", "[ '/', 'function' ]"),
        ("export const a = 1;\nexport function twice(x) { return 2 * x; }\ntwice(a)", "2"),
        ("const { a, ...rest } = { a: 1, b: 2 };\nrest", "{ b: 2 }"),
        ("label: for (;;) break label;\n(function f() {})()", None),
        ("require('node:os').EOL", r"'\n'"),
    ],
)
def test_the_value_of_the_last_expression(run: Run, code: str, value: str | None) -> None:
    (snippet,) = run((JS, code)).snippets
    assert (snippet.verdict.value, snippet.output.value) == ("ok", value), snippet.message


def test_an_error_is_told_at_its_line_of_the_markdown(run: Run) -> None:
    (snippet,) = run((JS, "const f = () => {\n  null.x;\n};\nf();")).snippets
    assert snippet.message.splitlines() == [
        "The snippet raised TypeError: Cannot read properties of null (reading 'x')",
        "TypeError: Cannot read properties of null (reading 'x')",
        f"    at f ({PATH}:12:8)",
        f"    at {PATH}:14:1",
    ]
    assert snippet.location is not None
    assert (snippet.verdict.value, snippet.location.line) == ("error", 12)
    (snippet,) = run((JS, "1;\nlet x = ;")).snippets
    assert snippet.message.startswith("The snippet raised SyntaxError: Unexpected token ';'\n")
    assert snippet.location is not None
    assert snippet.location.line == 12


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("null.x", "TypeError: Cannot read properties of null (reading 'x')"),
        ("class Bad extends TypeError {}\nthrow new Bad('no')", "TypeError: no"),
        ("await null.x", "TypeError: Cannot read properties of null (reading 'x')"),
        ("Promise.reject(new TypeError('late'))", "TypeError: late"),
        ("setTimeout(() => { throw new TypeError('later'); }, 1)", "TypeError: later"),
    ],
)
def test_an_error_that_is_meant_is_shown(run: Run, code: str, error: str) -> None:
    (snippet,) = run((JS, code), raises="TypeError").snippets
    assert (snippet.verdict.value, snippet.output.error) == ("ok", error), snippet.message


def test_another_error_or_none_than_the_one_meant(run: Run) -> None:
    (other,) = run((JS, "missing"), raises="TypeError").snippets
    assert other.message.startswith("The snippet raised ReferenceError: missing is not defined instead of TypeError\n")
    (none,) = run((JS, "1"), raises="TypeError").snippets
    assert none.message == "The snippet was to raise TypeError and raised nothing."


def test_the_end_of_the_process_is_told(run: Run) -> None:
    good, after = run((JS, "console.log(1); process.exit(0)"), (JS, "2")).snippets
    assert (good.verdict.value, good.output.stdout) == ("ok", "1\n")
    assert after.message.endswith("ended the session.")
    (bad,) = run((JS, "console.error('why'); process.exit(3)")).snippets
    assert bad.message == "The snippet ended with exit status 3.\nwhy"


def test_what_other_conditions_change_is_changed(run: Run) -> None:
    """Chance, the time zone, the locale, the folder and the width of the terminal are the same at every run."""
    code = (
        "console.log(Math.random(), new Date(0).getDate(), (1234.5).toLocaleString(), process.cwd().split('/').pop(), "
        "process.env.COLUMNS)"
    )
    first, again, varied = (
        run((JS, code), settings=Settings(jobs=1, conditions=conditions)).snippets[0].output.stdout.split()
        for conditions in (STANDARD, replace(STANDARD, name="again"), VARIED)
    )
    assert first == again
    assert first[2:] == ["1,234.5", "work", "80"]
    assert varied[2:] == ["1.234,5", "elsewhere", "113"]
    assert first[0] != varied[0]


def test_a_seed_is_the_authors(run: Run) -> None:
    draws = [run((JS, "Math.random()"), seed=seed).snippets[0].output.value for seed in (7, 7, 8)]
    assert draws[0] == draws[1] != draws[2]


NOTES = """---
run: [python, js]
---
# Web

### What is `typeof null`? {#null}
**Answer:** An old mistake.
```js
typeof null
```
```mjs raises=TypeError
null.x
```
```ts
let unrun: number = 1
```
```python
print("and Python")
```
**Rarity:** Common
**Difficulty:** Easy
"""


def test_a_deck_is_recorded_verified_and_built_without_the_tool(
    deck: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several languages in a note are one recording, which says which."""
    notes = deck(NOTES)
    built = build_deck.build(notes, output=notes.parent / "out.apkg")
    assert (built.run, built.recorded) == (3, ("null",))
    recording = (notes.parent / "snippets/recorded/null.yaml").read_text("utf-8")
    assert recording.splitlines()[1] == "format: 2"
    assert f'\njavascript: "{runtimes.named(JS).version()}"\npython: ' in recording
    assert "outputs:\n- value: |-\n    'object'\n- error: |-\n    TypeError: Cannot read" in recording
    assert "  options: javascript\n" in recording
    assert '  options: "javascript raises=TypeError"\n' in recording
    assert {row.verdict.value for row in build_deck.verify(notes).snippets} == {"ok"}

    gone = replace(runtimes.named(JS), tool=lambda: Tool("node-that-is-not-here"), version=str, build=str)
    monkeypatch.setattr(runtimes, "RUNTIMES", tuple(gone if each.name == JS else each for each in runtimes.RUNTIMES))
    assert build_deck.build(notes, output=notes.parent / "out.apkg", run=False).run == 0
    first, *_ = build_deck.verify(notes).snippets
    assert first.message.splitlines()[-1] == (
        "There is no program `node-that-is-not-here` here to run this. Install Node.js (Debian: apt install nodejs; or "
        "pip install 'build-deck[javascript]'), write run=false, or build with --no-run."
    )


def test_what_an_output_depends_on_is_named(deck: Callable[[str], Path]) -> None:
    notes = deck(NOTES.replace("typeof null\n```\n```mjs", "(1234.5).toLocaleString()\n```\n```mjs"))
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(notes, output=notes.parent / "out.apkg")
    (problem,) = raised.value.problems
    assert problem.detail.startswith("It depends on the locale.\nvalue:\n- '1,234.5'\n+ '1.234,5'")
