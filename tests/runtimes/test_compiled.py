"""C, C++, Rust, Go and Java: each fence is compiled and run by itself."""

from collections.abc import Callable
from pathlib import Path

import build_deck
import pytest
from build_deck import runtimes
from build_deck.execute import STANDARD, VARIED, Settings
from build_deck.model import SessionRun
from build_deck.runtimes import java_source
from build_deck.runtimes.row import Runtime

Run = Callable[..., SessionRun]

HELLO = {
    "c": '#include <stdio.h>\nint main(void) {\n  printf("hello %d\\n", 42);\n}',
    "cpp": '#include <iostream>\n#include <thread>\nint main() {\n  std::thread t([] { std::cout << "hello 42\\n"; });\n  t.join();\n}',
    "rust": 'fn main() {\n    println!("hello {}", 6 * 7);\n}',
    "go": 'package main\n\nimport "fmt"\n\nfunc main() {\n\tc := make(chan int)\n\tgo func() { c <- 42 }()\n\tfmt.Println("hello", <-c)\n}',
    "java": 'record Answer(int value) {}\npublic class Main {\n  public static void main(String[] args) {\n    System.out.println("hello " + new Answer(42).value());\n  }\n}',
}


@pytest.mark.parametrize("isolation", ["auto", "landlock", "none"])
@pytest.mark.parametrize("language", HELLO)
def test_a_program_is_compiled_and_run(run: Run, language: str, isolation: str) -> None:
    settings = Settings(jobs=1, isolation=isolation)  # type: ignore[arg-type]
    done = run((language, HELLO[language]), settings=settings)
    (snippet,) = done.snippets
    assert (snippet.verdict.value, snippet.output.stdout, snippet.output.stderr) == ("ok", "hello 42\n", ""), snippet
    assert done.environment.languages == {language: runtimes.named(language).version()}


WRONG = {
    "c": ("int main(void) {\n  return x;\n}", 12, "error: ‘x’ undeclared"),
    "cpp": ("int main() {\n  return x;\n}", 12, "error: ‘x’ was not declared"),
    "rust": ('fn main() {\n    let a = String::new();\n    let b = a;\n    println!("{a}{b}");\n}', 14, "error[E0382]: borrow of moved"),
    "go": ("package main\n\nfunc main() {\n\treturn x\n}", 14, "x"),
    "java": ("class Main {\n  public static void main(String[] args) { int x = y; }\n}", 12, "error: cannot find symbol"),
}  # fmt: skip


@pytest.mark.parametrize("language", WRONG)
def test_what_a_compiler_finds_is_told_at_its_line_of_the_markdown(run: Run, language: str) -> None:
    code, line, said = WRONG[language]
    (snippet,) = run((language, code)).snippets
    assert snippet.message.startswith("The snippet does not compile.\n")
    assert said in snippet.message
    assert snippet.location is not None
    assert (snippet.verdict.value, snippet.location.line, snippet.output.stdout) == ("error", line, "")


def test_an_error_of_a_compiler_that_is_meant_is_shown_with_the_snippets_own_lines(run: Run) -> None:
    code, _, _ = WRONG["rust"]
    (snippet,) = run(("rust", code), raises="E0382").snippets
    assert snippet.verdict.value == "ok"
    assert snippet.output.error is not None
    assert snippet.output.error.startswith("error[E0382]: borrow of moved value: `a`\n --> <stdin>:4:")
    assert '\n4 |     println!("{a}{b}");\n' in snippet.output.error
    (snippet,) = run(("rust", code), raises="E0499").snippets
    assert snippet.message.startswith("The snippet ended with exit status 1 instead of E0499.\n")


ENDS = {
    "c": ('#include <stdio.h>\nint main(void) {\n  puts("a");\n  return 3;\n}', "The snippet ended with exit status 3.", "3", "exit status 3"),
    "cpp": ("#include <vector>\nint main() {\n  std::vector<int> v;\n  v.at(3);\n}", "The process was ended by SIGABRT.", "out_of_range", "terminate called after throwing an instance of 'std::out_of_range'"),
    "rust": ("fn main() {\n    let v: Vec<i32> = std::env::args().skip(1).map(|_| 1).collect();\n    v[5];\n}", "The snippet ended with exit status 101.", "panicked", "<stdin>:3:"),
    "go": ("package main\n\nfunc main() {\n\tvar a []int\n\ta[3] = 1\n}", "The snippet ended with exit status 2.", "panic", "\t<stdin>:5\n"),
    "java": ('class Main {\n  public static void main(String[] args) {\n    throw new IllegalStateException("no");\n  }\n}', "The snippet ended with exit status 1.", "IllegalStateException", "at Main.main(<stdin>:3)"),
}  # fmt: skip


@pytest.mark.parametrize("language", ENDS)
def test_a_program_that_fails(run: Run, language: str) -> None:
    """As it is meant to, by its status or a word of what it writes, or not."""
    code, message, raises, error = ENDS[language]
    (bad,) = run((language, code)).snippets
    assert (bad.verdict.value in ("error", "killed"), bad.message.splitlines()[0]) == (True, message)
    (meant,) = run((language, code), raises=raises).snippets
    assert meant.verdict.value == "ok", meant.message
    assert error in f"{meant.output.error}\n"


def test_what_is_undefined_comes_out_otherwise_when_it_is_optimised(run: Run) -> None:
    code = '#include <stdio.h>\n#include <limits.h>\nstatic int bigger(int x) { int y = x + 1; return y > x; }\nint main(void) {\n  printf("%d\\n", bigger(INT_MAX));\n}'
    plain, optimised = (
        run(("c", code), settings=Settings(jobs=1, conditions=conditions)).snippets[0].output.stdout
        for conditions in (STANDARD, VARIED)
    )
    assert (plain, optimised) == ("0\n", "1\n")


def test_the_locale_is_varied_where_a_language_brings_its_own(run: Run) -> None:
    code = 'class Main {\n  public static void main(String[] a) { System.out.printf("%.2f%n", 1.5); }\n}'
    said = [
        run(("java", code), settings=Settings(jobs=1, conditions=conditions)).snippets[0].output.stdout
        for conditions in (STANDARD, VARIED)
    ]
    assert said == ["1.50\n", "1,50\n"]


@pytest.mark.parametrize(
    ("code", "file", "main"),
    [
        ("class A { class B { } }\nclass Go { public static void main(String[] a) { } }", "Go.java", "Go"),
        ("public interface Shape { }\nrecord Main(int x) { public static void main(String[] a) { } }", "Shape.java", "Main"),
        ('// class No {\nString s = "class No {"; final class Yes { void main() {} }', "Yes.java", "Yes"),
        ("public sealed abstract class A { }", "A.java", "Main"),
        ("", "Main.java", "Main"),
    ],
)  # fmt: skip
def test_what_a_file_of_java_is_called(code: str, file: str, main: str) -> None:
    assert (java_source.file_name(code), java_source.main_class(code)) == (file, main)


COMPILED = [each for each in runtimes.RUNTIMES if each.compile]

NOTES = """---
run: [c]
---
# Systems

### What does C print? {#c}
**Answer:** This.
```c
#include <stdio.h>
int main(void) { puts("hello"); }
```
```c run=false
int part(void);
```
**Rarity:** Common
**Difficulty:** Easy
"""


def test_a_part_of_a_program_is_told_before_it_runs(deck: Callable[[str], Path]) -> None:
    notes = deck(NOTES)
    assert build_deck.build(notes, output=notes.parent / "out.apkg").run == 1
    assert {row.verdict.value for row in build_deck.verify(notes).snippets} == {"ok"}
    notes.write_text(NOTES.replace(" run=false", ""), "utf-8")
    with pytest.raises(build_deck.errors.BuildDeckError) as raised:
        build_deck.build(notes, output=notes.parent / "out.apkg")
    assert [str(problem) for problem in raised.value.problems] == [
        f"{notes.name}:12:1: error[no-main]: This C has no main function, so that it is a part of a program and cannot "
        "run. Put what is to run into `int main(void)`, or write run=false."
    ]


@pytest.mark.parametrize("runtime", COMPILED, ids=lambda each: each.name)
def test_every_language_knows_its_own_programs(runtime: Runtime) -> None:
    assert runtime.tool().version
    assert runtime.install(runtime.name).endswith("write run=false, or build with --no-run.")
