"""TypeScript runs where Node takes its types out; types are not checked."""

from collections.abc import Callable

from build_deck.model import SessionRun
from runtimes.conftest import PATH

Run = Callable[..., SessionRun]


def test_types_are_taken_out_and_lines_stay(run: Run) -> None:
    first = "interface Point { x: number }\nconst point: Point = { x: 1 };\nconsole.log(point as unknown);"
    done = run(("typescript", first), ("typescript", "const twice = (n: number): number => 2 * n;\ntwice(point.x)"))
    assert [(each.output.stdout, each.output.value) for each in done.snippets] == [("{ x: 1 }\n", None), ("", "2")]
    assert int(done.environment.languages["typescript"]) >= 22
    (bad,) = run(("typescript", "type A = {\n  b: string;\n};\nmissing as A;")).snippets
    assert bad.message.splitlines()[-1] == f"    at {PATH}:14:1"


def test_what_is_more_than_types_is_told(run: Run) -> None:
    (snippet,) = run(("typescript", "const x = 1;\nenum Colour { Red }")).snippets
    assert snippet.verdict.value == "error"
    assert "TypeScript enum is not supported in strip-only mode" in snippet.message
