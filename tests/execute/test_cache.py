from dataclasses import replace
from pathlib import Path

import pytest
from build_deck.execute import VARIED, Limits, Settings, cache, run_sessions
from build_deck.model import Session, SessionRun
from build_deck.runtimes import distributions
from build_deck.runtimes.needs import needs
from build_deck.runtimes.source import source_hash
from execute.sessions import session_of


def key_of(session: Session, settings: Settings, device: str = "cpu") -> str:
    return cache.key(session, needs(session, settings.import_paths), settings, device)


def hash_of(session: Session, settings: Settings) -> str:
    return source_hash(session, needs(session, settings.import_paths))


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A snippets folder where `first` imports `second`, which imports a package's module."""
    folder = settings.import_paths[0]
    (folder / "first.py").write_text("import second\n", "utf-8")
    (folder / "second.py").write_text("def f():\n    from parts import inner\n", "utf-8")
    (folder / "parts").mkdir()
    (folder / "parts" / "__init__.py").write_text("", "utf-8")
    (folder / "parts" / "inner.py").write_text("from . import deeper\n", "utf-8")
    (folder / "parts" / "deeper.py").write_text("X = 1\n", "utf-8")
    (folder / "unrelated.py").write_text("", "utf-8")
    return folder


SESSION = session_of("import first\nimport numpy", "print(1)")

CHANGES = {
    "an imported file": ("first.py", "import second  # changed\n"),
    "a file imported by an imported file": ("second.py", ""),
    "a relatively imported file": ("parts/deeper.py", "X = 2\n"),
    "a package on the way": ("parts/__init__.py", "# changed\n"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_local_file_is_a_miss(what: str, folder: Path, settings: Settings) -> None:
    before = key_of(SESSION, settings), hash_of(SESSION, settings)
    name, text = CHANGES[what]
    (folder / name).write_text(text, "utf-8")
    after = key_of(SESSION, settings), hash_of(SESSION, settings)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_an_unrelated_file_changes_nothing(folder: Path, settings: Settings) -> None:
    before = key_of(SESSION, settings)
    (folder / "unrelated.py").write_text("X = 2", "utf-8")
    assert key_of(SESSION, settings) == before


def test_the_place_of_a_snippet_changes_nothing(settings: Settings) -> None:
    moved = session_of("1", "2")
    elsewhere = replace(moved, snippets=tuple(replace(s, origin=replace(s.origin, line=500)) for s in moved.snippets))
    assert key_of(moved, settings) == key_of(elsewhere, settings)


OTHER_SESSIONS = {
    "code": session_of("import first\nimport numpy", "print(2)"),
    "hidden setup": session_of("import first\nimport numpy\nx = 1", "print(1)"),
    "seed": session_of("import first\nimport numpy", "print(1)", seed=1),
    "raises": session_of("import first\nimport numpy", "print(1)", raises="ValueError"),
    "device": session_of("import first\nimport numpy", "print(1)", device="cpu"),
    "processes": session_of("import first\nimport numpy", "print(1)", processes=True),
    "timeout": session_of("import first\nimport numpy", "print(1)", timeout=1.0),
    "memory": session_of("import first\nimport numpy", "print(1)", memory=99),
}


@pytest.mark.parametrize("what", OTHER_SESSIONS)
def test_other_code_or_options_are_a_miss(what: str, folder: Path, settings: Settings) -> None:
    assert folder.exists()
    assert key_of(OTHER_SESSIONS[what], settings) != key_of(SESSION, settings)


@pytest.mark.parametrize("what", ["code", "hidden setup", "seed", "raises", "device", "processes"])
def test_the_source_hash_is_of_what_changes_the_output(what: str, settings: Settings) -> None:
    assert hash_of(OTHER_SESSIONS[what], settings) != hash_of(SESSION, settings)


@pytest.mark.parametrize("what", ["timeout", "memory"])
def test_a_limit_does_not_make_a_recording_stale(what: str, settings: Settings) -> None:
    assert hash_of(OTHER_SESSIONS[what], settings) == hash_of(SESSION, settings)


def test_other_settings_are_a_miss(settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "words").write_text("one", "utf-8")
    others = [
        settings,
        replace(settings, environment={"MODE": "1"}),
        replace(settings, environment={"MODE": "2"}),
        replace(settings, conditions=VARIED),
        replace(settings, limits=Limits(timeout=1)),
        replace(settings, data=(data,)),
    ]
    keys = [key_of(SESSION, each) for each in others]
    (data / "words").write_text("two", "utf-8")
    keys += [key_of(SESSION, others[-1]), key_of(SESSION, settings, "NVIDIA L4")]
    assert len(set(keys)) == len(keys)


def test_an_upgraded_distribution_is_a_miss(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that an imported one requires: pandas prints what numpy formats."""
    session = session_of("import pandas")
    before, plain = key_of(session, settings), key_of(session_of("import json"), settings)
    known = distributions.installed

    def upgraded(name: str) -> distributions.Installed | None:
        return distributions.Installed("numpy", "0", ()) if name == "numpy" else known(name)

    monkeypatch.setattr(distributions, "installed", upgraded)
    assert key_of(session, settings) != before
    assert key_of(session_of("import json"), settings) == plain


def run_in(folder: Path, settings: Settings, *codes: str) -> SessionRun:
    (run,) = run_sessions([session_of(*codes)], settings, cache=folder)
    return run


def test_a_second_run_comes_from_the_cache(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same run, with no process started."""
    codes = ("print('é', 1)", "import sys\nprint(2, file=sys.stderr)\n[1]")
    first = run_in(tmp_path / "cache", settings, *codes)
    monkeypatch.setattr("subprocess.Popen", None)
    again = run_in(tmp_path / "cache", settings, *codes)
    assert not first.cached
    assert again == replace(first, cached=True)


@pytest.mark.parametrize("damage", ["", "{}", "half", "other checksum", "not text"])
def test_a_damaged_entry_is_a_miss(damage: str, settings: Settings, tmp_path: Path) -> None:
    run_in(tmp_path / "cache", settings, "print(1)")
    (file,) = (tmp_path / "cache" / "runs").rglob("*.json")
    whole = file.read_bytes()
    content = {
        "half": whole[: len(whole) // 2],
        "other checksum": whole.replace(b'"1\\n"', b'"2\\n"'),
        "not text": b"\xff\xfe\x00",
    }
    file.write_bytes(content.get(damage, damage.encode()))
    again = run_in(tmp_path / "cache", settings, "print(1)")
    assert not again.cached
    assert again.snippets[0].output.stdout == "1\n"
    assert file.read_bytes().partition(b"\n")[0] != b""
    assert run_in(tmp_path / "cache", settings, "print(1)").cached


def test_a_failed_run_is_not_kept(settings: Settings, tmp_path: Path) -> None:
    assert not run_in(tmp_path / "cache", settings, "1 / 0").cached
    assert not run_in(tmp_path / "cache", settings, "1 / 0").cached


def test_a_run_that_shows_its_lines_is_a_miss_elsewhere(settings: Settings, tmp_path: Path) -> None:
    """When the snippet moves, the cached lines would be wrong."""
    code = "import sys\nprint(sys._getframe().f_code.co_filename, sys._getframe().f_lineno)"
    first = session_of(code)
    moved = replace(first, snippets=(replace(first.snippets[0], origin=replace(first.snippets[0].origin, line=99)),))
    list(run_sessions([first], settings, cache=tmp_path / "cache"))
    (again,) = run_sessions([first], settings, cache=tmp_path / "cache")
    (other,) = run_sessions([moved], settings, cache=tmp_path / "cache")
    assert (again.cached, other.cached) == (True, False)
    assert other.snippets[0].output.stdout == "deck/en/01-notes.md 100\n"


def test_a_warning_is_the_same_wherever_its_fence_stands(settings: Settings, tmp_path: Path) -> None:
    """Its line is that of the code, as for a learner who runs it."""
    first = session_of("import warnings\nwarnings.warn('careful')")
    moved = replace(first, snippets=(replace(first.snippets[0], origin=replace(first.snippets[0].origin, line=99)),))
    runs = [next(run_sessions([each], settings, cache=tmp_path / "cache")) for each in (first, moved)]
    assert [run.cached for run in runs] == [False, True]
    assert {run.snippets[0].output.stderr for run in runs} == {
        "<stdin>:2: UserWarning: careful\n  warnings.warn('careful')\n"
    }


def test_a_cache_that_cannot_be_written_is_done_without(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "cache"
    file.write_text("in the way", "utf-8")
    assert run_in(file, settings, "print(1)").snippets[0].output.stdout == "1\n"
