"""A deck in an existing test suite: each snippet a test, with the file and line of its Markdown.

Name the deck in pytest's configuration, and it is collected with the suite::

    [tool.pytest.ini_options]
    build_deck = ["deck"]

`pytest deck/en/01.md -k attention` runs one note. pytest loads this module in every project that has build-deck
installed, so what verifies a deck is imported when a deck is named.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Iterator

    from build_deck.deck.consent import Consent
    from build_deck.errors import Problem
    from build_deck.execute.twice import Twice
    from build_deck.judge import JudgedSession
    from build_deck.plan import Plan, PlannedNote, PlannedSession

_SUFFIXES = (".md", ".markdown")
_DECKS = pytest.StashKey["list[Deck]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare `build_deck`, and the options by which a deck may have what is not its own."""
    for option, what in (("allow", "a file or folder"), ("allow-environment", "an environment variable")):
        named = f"Let decks of build_deck have {what} besides their own."
        parser.addoption(f"--build-deck-{option}", action="append", default=[], metavar="NAME", help=named)
    parser.addini("build_deck", "Decks whose snippets are tests: folders or Markdown files.", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and collect the decks with the suite unless the command line names what to collect."""
    config.addinivalue_line("markers", "deck: a snippet of a deck, run and compared by build-deck")
    config.stash[_DECKS] = [Deck(Path(path), _consent(config)) for path in config.getini("build_deck")]
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    named = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    for deck in config.stash[_DECKS]:
        if not any(deck.source.is_relative_to(path) for path in named):
            config.args.append(str(deck.source))


def _consent(config: pytest.Config) -> Consent:
    from build_deck.deck.consent import Consent

    paths, names = config.getoption("--build-deck-allow"), config.getoption("--build-deck-allow-environment")
    return Consent(tuple(map(Path, paths)), tuple(names))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return a collector for a Markdown file or the deck.yaml of a deck that was named."""
    for deck in parent.config.stash.get(_DECKS, []):
        if file_path.name == "deck.yaml" and file_path.resolve().parent == deck.source:
            return DeckFile.from_parent(parent, path=file_path, deck=deck)
        if file_path.suffix.lower() in _SUFFIXES and file_path.resolve() in deck.files:
            return MarkdownFile.from_parent(parent, path=file_path, deck=deck)
    return None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tell each deck which of its sessions will be asked for, so that they run side by side.

    A worker of xdist is not told which tests it will get: it runs the sessions one by one.
    """
    if hasattr(session.config, "workerinput"):
        return
    for deck in session.config.stash.get(_DECKS, []):
        items = [item for item in session.items if isinstance(item, SnippetItem) and item.deck is deck]
        deck.expect([item.planned for item in items])


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what still runs after `-x` or Ctrl-C."""
    for deck in config.stash.get(_DECKS, []):
        deck.close()


class Deck:
    """One deck of the suite: loaded when the first file is collected, run when the first test is."""

    def __init__(self, source: Path, consent: Consent) -> None:
        self.source = source.resolve()
        self._consent = consent
        self._loaded: tuple[Plan, tuple[Problem, ...]] | None = None
        self._expected: tuple[PlannedSession, ...] = ()
        self._runs: Generator[Twice] | None = None
        self._judged: dict[str, JudgedSession] = {}

    @property
    def loaded(self) -> tuple[Plan, tuple[Problem, ...]]:
        """The deck's plan, and what lint finds; raises pytest.UsageError where it cannot be read."""
        if self._loaded is None:
            from build_deck.deck.load import load_deck, problems_of
            from build_deck.deck.select import everything
            from build_deck.errors import BuildDeckError
            from build_deck.plan import plan_deck

            try:
                deck = load_deck(self.source, self._consent)
                self._loaded = plan_deck(deck, everything(deck)), problems_of(deck)
            except BuildDeckError as error:
                raise pytest.UsageError(f"build_deck: {error}") from error
        return self._loaded

    @property
    def files(self) -> frozenset[Path]:
        """The deck's Markdown files, resolved."""
        editions = self.loaded[0].deck.editions.values()
        return frozenset(Path(document.path).resolve() for loaded in editions for document in loaded.documents)

    def expect(self, sessions: list[PlannedSession]) -> None:
        """Run these side by side once the first is asked for."""
        self._expected = tuple({session.name: session for session in sessions}.values())

    def judged(self, wanted: PlannedSession) -> JudgedSession:
        """What became of a session, which runs now if it has not."""
        from build_deck.commands.engine import causes, engine_settings
        from build_deck.execute.twice import run_twice
        from build_deck.judge import doubtful, judge

        plan = self.loaded[0]
        settings = engine_settings(plan)
        while wanted.name not in self._judged:
            if self._runs is None:
                expected = self._expected if wanted in self._expected else (wanted,)
                left = [each.session for each in expected if each.name not in self._judged]
                self._runs = run_twice(left, settings, lambda _event: None, doubtful)
            twice = next(self._runs, None)
            if twice is None:
                self._runs = None
                continue
            planned = plan.sessions[twice.standard.session.name]
            judged = judge(planned, *twice.runs)
            if judged.unstable:
                cause = causes([twice.standard], settings)[planned.name]
                judged = judge(planned, *twice.runs, cause=cause)
            self._judged[planned.name] = judged
        return self._judged[wanted.name]

    def close(self) -> None:
        """End the processes of sessions that nobody will ask for."""
        if self._runs is not None:
            self._runs.close()


class _Part(pytest.File):
    """A file of a deck."""

    def __init__(self, deck: Deck, **kwargs: Any) -> None:  # noqa: ANN401 - what pytest passes on
        super().__init__(**kwargs)
        self.deck = deck


class MarkdownFile(_Part):
    """A Markdown file: a test for its lint, and one for each snippet that runs."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the tests, in the order of the lines."""
        plan, problems = self.deck.loaded
        own = [p for p in problems if p.location and self._is_here(p.location.path)]
        yield ProblemsItem.from_parent(self, name="lint", problems=own)
        for note in plan.notes:
            if note.session and self._is_here(note.note.location.path):
                for index, _ in enumerate(note.running):
                    name = f"{note.note.id}[{index + 1}]"
                    yield SnippetItem.from_parent(self, name=name, deck=self.deck, note=note, index=index)

    def _is_here(self, path: str) -> bool:
        return Path(path).resolve() == self.path.resolve()


class DeckFile(_Part):
    """deck.yaml: a test for what belongs to the deck as a whole."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test for the recordings that nothing uses and for the lock."""
        yield WholeItem.from_parent(self, name="recordings-and-lock", deck=self.deck)


class Wrong(Exception):
    """Problems that fail a test."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join("\n".join(filter(None, (str(p), p.detail))) for p in problems))


class _Item(pytest.Item):
    """A test whose failure is told in build-deck's own words."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - what pytest passes on
        super().__init__(**kwargs)
        self.add_marker("deck")

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ANN401 - pytest's own type is private
    ) -> Any:  # noqa: ANN401
        """Return the problems; a traceback only for what is a mistake of ours."""
        from build_deck.messages import spelled

        return spelled(str(excinfo.value)) if isinstance(excinfo.value, Wrong) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the file, the line from 0, and the name of the test."""
        return self.path, 0, self.name

    @staticmethod
    def fail(problems: list[Problem]) -> None:
        """Raise where an error is among the problems."""
        from build_deck.errors import errors_in

        if errors_in(problems):
            raise Wrong(problems)


class ProblemsItem(_Item):
    """What lint found in a file."""

    def __init__(self, problems: list[Problem], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self._problems = problems

    def runtest(self) -> None:
        """Fail where lint found an error."""
        self.fail(self._problems)


class WholeItem(_Item):
    """What belongs to no file of notes."""

    def __init__(self, deck: Deck, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self._deck = deck

    def runtest(self) -> None:
        """Fail where a recording is unused or the lock is behind."""
        from build_deck.commands.verify import lock_problems, unused_problem

        plan, problems = self._deck.loaded
        elsewhere = [problem for problem in problems if problem.location is None]
        unused = [unused_problem(plan, name) for name in plan.unused]
        self.fail([*elsewhere, *unused, *lock_problems(plan)])


class SnippetItem(_Item):
    """One snippet of one note."""

    def __init__(self, *, deck: Deck, note: PlannedNote, index: int, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        if note.session is None:
            raise ValueError("a note without a session has no snippet to run")
        self.deck, self.planned = deck, note.session
        self._note, self._index = note, index
        self._own = tuple(note.running.values())[index]

    def runtest(self) -> None:
        """Fail where the snippet is not what was recorded."""
        from build_deck.judge import problem
        from build_deck.model import Verdict

        judged = self.deck.judged(self.planned)
        judgement = judged.snippets[self._index]
        if judgement.verdict is not Verdict.OK:
            self.fail([*judged.planned.problems, problem(judgement, self._own, self._note.words)])

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the Markdown file, the fence's line from 0, and the name of the test."""
        return self.path, self._own.location.line - 1, self.name
