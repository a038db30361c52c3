import sys
from pathlib import Path

import pytest
from build_deck.errors import Location
from build_deck.execute import Settings, run_sessions
from build_deck.execute.interpreter import START
from build_deck.model import Output, Session, Snippet, SnippetOptions, SnippetRun, Verdict
from build_deck.runtimes.needs import needs
from execute.conftest import Run
from execute.sessions import PATH, session_of


def only(run: Run, code: str, **options: object) -> SnippetRun:
    (found,) = run(code, **options).snippets
    return found


def printed(run: Run, code: str, **options: object) -> str:
    """What the code prints, all being well."""
    found = only(run, code, **options)
    assert (found.verdict, found.message) == (Verdict.OK, "")
    return found.output.stdout


# ---- streams and values


def test_streams_and_value_are_each_snippets_own(run: Run) -> None:
    done = run("x = 1\nprint('a')", "import sys\nprint('b', file=sys.stderr)\nx + 1")
    assert [s.output for s in done.snippets] == [Output(stdout="a\n"), Output(stderr="b\n", value="2")]
    assert [s.verdict for s in done.snippets] == [Verdict.OK, Verdict.OK]


def test_output_not_made_by_print_is_captured_in_order(run: Run) -> None:
    code = (
        "import ctypes, os, subprocess, sys\n"
        "print('print')\n"
        "sys.stdout.write('write\\n')\n"
        "os.write(1, b'raw\\n')\n"
        "libc = ctypes.CDLL(None)\nlibc.puts(b'C'), libc.fflush(None)\n"
        "subprocess.run(['/bin/echo', 'process'])\n"
        "print('last')"
    )
    assert printed(run, code, processes=True) == "print\nwrite\nraw\nC\nprocess\nlast\n"


def test_what_threads_and_exit_handlers_print_is_awaited(run: Run) -> None:
    code = (
        "import atexit, concurrent.futures, threading, time\n"
        "atexit.register(print, 'exit')\n"
        "threading.Thread(target=lambda: (time.sleep(0.1), print('thread'))).start()\n"
        "pool = concurrent.futures.ThreadPoolExecutor()\n"
        "pool.submit(print, 'pool').result()\n"
        "print('main')"
    )
    assert printed(run, code) == "pool\nmain\nthread\nexit\n"


def test_a_progress_bar_leaves_its_last_state(run: Run) -> None:
    assert printed(run, "print('  0%', end='\\r')\nprint(' 50%', end='\\r')\nprint('100%')") == "100%\n"


def test_output_beyond_the_limit_is_cut_with_a_mark(run: Run) -> None:
    found = only(run, "print('é' * 40_000)")
    assert found.verdict is Verdict.OUTPUT_LIMIT
    assert found.message == "The snippet printed more than 65536 bytes."
    assert found.output.stdout == "é" * 32_768 + "\n[cut after 65536 bytes]\n"
    assert found.output.truncated


def test_a_value_beyond_the_limit_is_cut_with_a_mark(run: Run) -> None:
    found = only(run, "'x' * 70_000")
    assert found.verdict is Verdict.OUTPUT_LIMIT
    assert found.message == "The repr of the last expression has 70002 characters."
    assert found.output.value == "'" + "x" * 65_535 + "\n[cut after 65536 of 70002 characters]"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("x = 1", None),
        ("None", None),
        ("'text'", "'text'"),
        ("x = 1\nx", "1"),
        ("1 + 1  # two", "2"),
        ("", None),
        ("def f() -> int:\n    '''Doc.'''", None),
    ],
)
def test_the_value_is_the_repr_of_a_last_expression(run: Run, code: str, value: str | None) -> None:
    assert only(run, code).output == Output(value=value)


# ---- a real program


def test_main_is_a_real_module(run: Run) -> None:
    code = (
        "from __future__ import annotations\n"
        "import dataclasses, inspect, pickle, sys\n"
        "@dataclasses.dataclass\n"
        "class Point:\n"
        "    x: int\n"
        "print(pickle.loads(pickle.dumps(Point(3))))\n"
        "print(inspect.getsource(Point).splitlines()[-1])\n"
        "print(sys.modules['__main__'].Point is Point, __name__, __file__, sys.argv)\n"
        "if __name__ == '__main__':\n"
        "    print(inspect.getsource(print_me) if 'print_me' in globals() else 'ran')"
    )
    assert printed(run, code) == f"Point(x=3)\n    x: int\nTrue __main__ {PATH} ['{PATH}']\nran\n"


def test_later_snippets_see_source_and_futures_of_earlier_ones(run: Run) -> None:
    done = run(
        "from __future__ import annotations\ndef f(x: Undefined):\n    return x",
        "import inspect\ndef g(y: AlsoUndefined): ...\nprint(inspect.getsource(f))",
    )
    assert done.snippets[1].output.stdout == "def f(x: Undefined):\n    return x\n\n"


def test_a_file_runs_as_python_runs_it(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its siblings importable, its own `__file__`, its own lines in warnings."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "snippets"
    (folder / "sibling.py").write_text("def double(x):\n    return 2 * x\n", "utf-8")
    code = (
        "import warnings\nfrom pathlib import Path\nfrom sibling import double\n\n\n"
        "def main():\n    warnings.warn('careful')\n    print(double(21), Path(__file__).read_text()[:15])\n\n\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    (folder / "shown.py").write_text(code, "utf-8")
    origin = Location("snippets/shown.py")
    options = SnippetOptions(file="shown.py")
    session = Session(
        "note", (Snippet("python", code, code, Location(PATH), origin, origin, options, runtime="python"),)
    )
    (done,) = run_sessions([session], settings)
    assert done.snippets[0].output == Output(
        stdout="42 import warnings\n",
        stderr="shown.py:7: UserWarning: careful\n  warnings.warn('careful')\n",
    )


def test_conditions_are_those_of_every_run(run: Run) -> None:
    code = (
        "import os, random, shutil, sys, tempfile, time\n"
        "print(os.listdir(), shutil.get_terminal_size().columns, time.tzname, random.random())\n"
        "print({'one', 'two', 'three'}, sorted(os.environ)[:5], sys.flags.hash_randomization)\n"
        "print(os.path.dirname(tempfile.mkdtemp()) == os.environ['TMPDIR'], os.environ['HOME'] != os.getcwd())"
    )
    first, again = printed(run, code), printed(run, code)
    assert first == again
    assert first.startswith("[] 80 ('UTC', 'UTC') 0.8444218515250481\n")


def test_a_declared_variable_and_data_file_are_there(run: Run, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("hello", "utf-8")
    own = Settings(jobs=1, data=(tmp_path / "words.txt",), environment={"DECK_MODE": "test"})
    code = "import os\nprint(open('words.txt').read(), os.environ['DECK_MODE'])"
    assert printed(run, code, settings=own) == "hello test\n"


def test_a_seed_is_set_before_its_snippet(run: Run) -> None:
    code = "import random\nimport numpy as np\nimport torch\nprint(random.random(), np.random.rand(), torch.rand(1))"
    done = run(code, code, seed=7)
    assert done.snippets[0].output.stdout == "0.32383276483316237 0.07630828937395717 tensor([0.5349])\n"
    assert done.snippets[1].output == done.snippets[0].output


def test_a_library_that_a_module_brings_is_seeded_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "snippets" / "brings.py").write_text("def load():\n    return __import__('num' + 'py')\n", "utf-8")
    code = "from brings import load\nprint(load().random.rand())"
    assert printed(run, code) == "0.5488135039273248\n"


# ---- errors


def test_a_traceback_carries_the_markdown_files_lines(run: Run) -> None:
    done = run("def f():\n    return 1 / 0\nf()", "print('never')")
    assert done.snippets[0].verdict is Verdict.ERROR
    assert done.snippets[0].location == Location(PATH, 12)
    carets = "    ~^^\n" if sys.version_info >= (3, 13) else ""
    assert done.snippets[0].message == (
        "The snippet raised ZeroDivisionError: division by zero\n"
        "Traceback (most recent call last):\n"
        f'  File "{PATH}", line 13, in <module>\n'
        f"    f()\n{carets}"
        f'  File "{PATH}", line 12, in f\n'
        "    return 1 / 0\n"
        "           ~~^~~\n"
        "ZeroDivisionError: division by zero"
    )
    assert done.snippets[1].message == f"Not run: the snippet at {PATH}:10:1 failed."
    assert done.snippets[1].verdict is Verdict.ERROR


def test_a_syntax_error_is_where_it_is(run: Run) -> None:
    found = only(run, "x = 1\ny = = 2")
    assert found.location == Location(PATH, 12)
    assert found.message == (
        "The snippet raised SyntaxError: invalid syntax\n"
        f'  File "{PATH}", line 12\n'
        "    y = = 2\n"
        "        ^\n"
        "SyntaxError: invalid syntax"
    )


def test_a_crash_names_its_line(run: Run) -> None:
    found = only(run, "import os\n\nos.abort()")
    assert (found.verdict, found.message) == (Verdict.KILLED, "The process was ended by SIGABRT.")
    assert found.location == Location(PATH, 13)


def test_a_deadline_names_the_line_it_found(run: Run) -> None:
    found = only(run, "import time\n\ntime.sleep(60)", timeout=0.3)
    assert (found.verdict, found.message) == (Verdict.TIMEOUT, "The snippet did not end within 0.3 s.")
    assert found.location == Location(PATH, 13)


def test_a_missing_module_says_what_to_install(run: Run) -> None:
    found = only(run, "import sklearn_of_another_name")
    assert found.message.partition("\n")[0] == (
        "The snippet raised ModuleNotFoundError: No module named 'sklearn_of_another_name'. "
        "Install it where build-deck is installed: pip install sklearn_of_another_name"
    )


@pytest.mark.parametrize(
    ("code", "raises", "error"),
    [
        ("int('x')", "ValueError", "ValueError: invalid literal for int() with base 10: 'x'"),
        ("1 / 0", "ArithmeticError", "ZeroDivisionError: division by zero"),
        ("import sys\nsys.exit(3)", "SystemExit", "SystemExit: 3"),
        ("x = (", "SyntaxError", "SyntaxError: '(' was never closed"),
        ("class Own(Exception): ...\nraise Own", "Own", "Own"),
        ("import json\njson.loads('{')", "json.decoder.JSONDecodeError", None),
        ("e = ValueError('a')\ne.add_note('b')\nraise e", "ValueError", "ValueError: a\nb"),
    ],
)
def test_an_expected_exception_is_the_output(run: Run, code: str, raises: str, error: str | None) -> None:
    found = only(run, code, raises=raises)
    assert (found.verdict, found.message) == (Verdict.OK, "")
    assert found.output.error == error or error is None


def test_after_an_expected_exception_the_session_goes_on(run: Run) -> None:
    done = run("1 / 0", "2 / 0", raises="ZeroDivisionError")
    assert [s.output.error for s in done.snippets] == ["ZeroDivisionError: division by zero"] * 2


def test_another_exception_than_expected_is_an_error(run: Run) -> None:
    found = only(run, "int('x')", raises="KeyError")
    assert found.verdict is Verdict.ERROR
    assert found.message.partition("\n")[0] == (
        "The snippet raised ValueError: invalid literal for int() with base 10: 'x' instead of KeyError"
    )


def test_no_exception_where_one_is_expected_is_an_error(run: Run) -> None:
    found = only(run, "int('1')", raises="ValueError")
    assert (found.verdict, found.message) == (
        Verdict.ERROR,
        "The snippet was to raise ValueError and raised nothing.",
    )


def test_a_program_may_end_itself_in_good_order(run: Run) -> None:
    done = run("import sys\nprint('done')\nsys.exit()", "print('more')")
    assert (done.snippets[0].verdict, done.snippets[0].output.stdout) == (Verdict.OK, "done\n")
    assert done.snippets[1].message == f"Not run: the snippet at {PATH}:10:1 ended the session."


# ---- tables and figures


def test_a_data_frame_is_a_table_and_text(run: Run) -> None:
    output = only(run, "import pandas as pd\npd.DataFrame({'a': [1]})").output
    assert output.value == "   a\n0  1"
    assert output.html is not None
    assert "<td>1</td>" in output.html


def test_a_styled_table_is_the_same_at_every_run(run: Run) -> None:
    pytest.importorskip("jinja2")
    code = "import pandas as pd\npd.DataFrame({'a': [1]}).style.highlight_max()"
    first, again = only(run, code).output.html, only(run, code).output.html
    assert first is not None
    assert "T_table" in first
    assert first == again


def test_figures_are_the_same_bytes_at_every_run(run: Run) -> None:
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.show()\nplt.plot([2, 1])\nplt.title('x')\nNone"
    first, again = only(run, code).output, only(run, code).output
    assert len(first.figures) == 2
    assert all(figure.startswith("<?xml") for figure in first.figures)
    assert first == again
    assert first.stderr == ""


def test_figures_belong_to_the_snippet_that_drew_them(run: Run) -> None:
    draw = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"
    done = run(draw, "x = 1", draw)
    assert [len(s.output.figures) for s in done.snippets] == [1, 0, 1]


# ---- the session as a whole


def test_sessions_share_nothing(settings: Settings) -> None:
    """Names, environment, working folder, builtins and modules of one note do not exist in the next."""
    spoil = (
        "import builtins, os, sys\nbuiltins.leak = 1\nos.environ['LEAK'] = '1'\nopen('leak', 'w').close()\nleaked = 1"
    )
    look = (
        "import builtins, os\n"
        "print(hasattr(builtins, 'leak'), 'LEAK' in os.environ, os.listdir(), 'leaked' in globals())"
    )
    sessions = [session_of(spoil, name="spoil"), session_of(look, name="look")]
    runs = {run.session.name: run for run in run_sessions(sessions, Settings(jobs=1))}
    assert runs["look"].snippets[0].output.stdout == "False False [] False\n"


def test_the_environment_of_a_run_is_told(run: Run) -> None:
    environment = run("import numpy\nimport yaml").environment
    assert environment.languages["python"] == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert sorted(environment.packages) == ["PyYAML", "numpy"] or sorted(environment.packages) == ["numpy", "pyyaml"]
    assert environment.device == "cpu"


def test_the_engine_is_not_to_be_found(run: Run) -> None:
    """A snippet neither imports nor reads the engine, and finds no path of it."""
    code = (
        "import sys\nprint([path for path in sys.path if 'execute' in path])\nopen(sys.modules['_build_deck'].__file__)"
    )
    found = only(run, code)
    assert found.output.stdout == "[]\n"
    if not START.is_relative_to(sys.prefix):  # among installed packages everything can be read
        assert found.message.startswith(f"The snippet tried to read {START.parent / '__init__.py'}, ")


def test_a_file_in_a_subfolder_finds_what_is_beside_it(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "snippets" / "deep"
    folder.mkdir()
    (folder / "beside.py").write_text("X = 'beside'\n", "utf-8")
    (tmp_path / "snippets" / "above.py").write_text("X = 'above'\n", "utf-8")
    code = "import above, beside\nprint(above.X, beside.X)"
    origin = Location("snippets/deep/shown.py")
    options = SnippetOptions(file="deep/shown.py")
    session = Session(
        "note", (Snippet("python", code, code, Location(PATH), origin, origin, options, runtime="python"),)
    )
    (done,) = run_sessions([session], settings)
    assert done.snippets[0].output.stdout == "above beside\n"
    assert [path.name for path in needs(session, settings.import_paths).local] == ["above.py", "beside.py"]


# ---- processes, where they are allowed

FAMILIES = {
    "a pool": (
        "import multiprocessing\ndef double(x):\n    return 2 * x\n"
        "if __name__ == '__main__':\n    with multiprocessing.Pool(2) as pool:\n        print(pool.map(double, [1, 2]))",
        "[2, 4]\n",
    ),
    "a fork that runs on": (
        "import os\npid = os.fork()\nif pid:\n    os.waitpid(pid, 0)\nprint('parent' if pid else 'child')",
        "child\nparent\n",
    ),
    "another Python": (
        "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'print(42)'], capture_output=True).stdout)",
        "b'42\\n'\n",
    ),
}


@pytest.mark.parametrize("kind", FAMILIES)
def test_a_session_may_have_a_family(kind: str, run: Run) -> None:
    code, wanted = FAMILIES[kind]
    done = run(code, processes=True)
    if "namespaces" not in done.environment.isolation:
        pytest.skip("shared memory needs namespaces")
    assert (done.snippets[0].message, done.snippets[0].output.stdout) == ("", wanted)
