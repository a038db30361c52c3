"""Snippets run alike under every Python that is promised: each of them that is found on this machine runs them."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from build_deck.execute import STANDARD, VARIED, Settings, run_sessions, run_under
from build_deck.model import Output, SessionRun, Verdict
from execute.sessions import PATH, session_of

PROMISED = ("3.11", "3.12", "3.13")
"""As pyproject.toml has them."""

_ASKED = "import sys; print('{}.{}'.format(*sys.version_info))"


def _found() -> dict[str, str]:
    """Version to interpreter: this one, those on PATH, and those of pyenv (whose names on PATH may lead nowhere)."""
    kept = Path.home() / ".pyenv" / "versions"
    found = {f"{sys.version_info.major}.{sys.version_info.minor}": sys.executable}
    for version in PROMISED:
        on_path = shutil.which(f"python{version}")
        for path in (*([on_path] if on_path else []), *map(str, kept.glob(f"{version}.*/bin/python{version}"))):
            if version not in found and _is(path, version):
                found[version] = path
    return found


def _is(path: str, version: str) -> bool:
    done = subprocess.run([path, "-c", _ASKED], capture_output=True, text=True, check=False, timeout=60)
    return (done.returncode, done.stdout.strip()) == (0, version)


FOUND = _found()


@pytest.fixture(params=sorted(FOUND))
def version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One of the versions; what the engine starts is its interpreter."""
    monkeypatch.setattr(sys, "executable", FOUND[request.param])
    return str(request.param)


def test_at_least_this_python_is_a_promised_one() -> None:
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in set(PROMISED) & set(FOUND)


@pytest.fixture(params=["auto", "landlock", "none"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Each tier of isolation."""
    return Settings(jobs=1, isolation=request.param)


def run(settings: Settings, *codes: str, **options: Any) -> SessionRun:
    """The run of one session."""
    (done,) = run_sessions([session_of(*codes, **options)], settings)
    return done


def test_snippets_run_and_share_their_names(version: str, settings: Settings) -> None:
    done = run(settings, "import sys\nprint('%d.%d' % sys.version_info[:2])\nx = 6", "print('中')\nx * 7")
    assert [(each.verdict, each.message) for each in done.snippets] == [(Verdict.OK, "")] * 2
    assert [each.output for each in done.snippets] == [Output(stdout=f"{version}\n"), Output(stdout="中\n", value="42")]


def test_errors_name_their_lines(version: str, settings: Settings) -> None:
    (found,) = run(settings, "def f():\n    return 1 / 0\nf()").snippets
    assert (found.verdict, found.location and (found.location.path, found.location.line)) == (Verdict.ERROR, (PATH, 12))
    assert found.message.startswith("The snippet raised ZeroDivisionError: division by zero\nTraceback")
    assert version in FOUND


@pytest.mark.parametrize(
    ("code", "raises", "error"),
    [
        ("int('x')", "ValueError", "ValueError: invalid literal for int() with base 10: 'x'"),
        ("x = = 1", "SyntaxError", "SyntaxError: invalid syntax"),
    ],
)
def test_an_exception_that_is_asked_for_is_shown(version: str, code: str, raises: str, error: str) -> None:
    (found,) = run(Settings(jobs=1), code, raises=raises).snippets
    assert (version in FOUND, found.verdict, found.output.error) == (True, Verdict.OK, error)


def test_a_top_level_await_runs(version: str) -> None:
    """In one event loop for the whole session, which a traceback does not show."""
    lines = (
        "import asyncio\nasync def f(x):\n    await asyncio.sleep(0)\n    return x\nqueue = asyncio.Queue()\nawait queue.put(3)",
        "print(await f(1))\nawait queue.get()",
        "async for x in (f for f in []):\n    pass",
    )
    done = run(Settings(jobs=1), *lines[:2])
    assert [(s.verdict, s.output.stdout, s.output.value) for s in done.snippets] == [
        (Verdict.OK, "", None),
        (Verdict.OK, "1\n", "3"),
    ]
    (failed,) = run(Settings(jobs=1), "async def f():\n    raise ValueError('no')\nawait f()").snippets
    assert (version in FOUND, failed.location and failed.location.line) == (True, 12)
    assert "asyncio" not in failed.message
    assert failed.message.count("\n  File ") == 2


def test_a_warning_has_the_line_of_the_code(version: str) -> None:
    (found,) = run(Settings(jobs=1), "import warnings\nwarnings.warn('careful')").snippets
    assert (version in FOUND, found.output.stderr.splitlines()[0]) == (True, "<stdin>:2: UserWarning: careful")


def test_the_second_run_finds_what_hash_and_seed_decide(version: str) -> None:
    session = session_of("import random\nprint(random.random())", "print(list({'a', 'b', 'c', 'd', 'e'}))")
    runs = {c.name: r for c, r in run_under([session], Settings(jobs=1), (STANDARD, VARIED))}
    pairs = zip(runs["standard"].snippets, runs["varied"].snippets, strict=True)
    assert (version in FOUND, [one.output != other.output for one, other in pairs]) == (True, [True, True])


def test_what_never_ends_is_ended_at_its_line(version: str, settings: Settings) -> None:
    (found,) = run(settings, "x = 1\nwhile True:\n    pass", timeout=1.0).snippets
    assert (version in FOUND, found.verdict) == (True, Verdict.TIMEOUT)
    assert found.location is not None
    assert found.location.line in ((11,) if settings.isolation == "none" else (12, 13))
