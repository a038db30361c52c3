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

    from builder.errors import Problem
    from builder.load import LoadedDeck
    from builder.model import NoteSource, Session
    from builder.sessions import NoteKey, SessionPlan
    from builder.verify.findings import Findings
    from builder.verify.stability import Twice

_SUFFIXES = (".md", ".markdown")
_DECKS = pytest.StashKey["list[Deck]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare `build_deck`."""
    parser.addini("build_deck", "Decks whose snippets are tests: folders or Markdown files.", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and collect the decks with the suite unless the command line names what to collect."""
    config.addinivalue_line("markers", "deck: a snippet of a deck, run and compared by build-deck")
    config.stash[_DECKS] = [Deck(Path(path)) for path in config.getini("build_deck")]
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    named = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    for deck in config.stash[_DECKS]:
        if not any(deck.source.is_relative_to(path) for path in named):
            config.args.append(str(deck.source))


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
        deck.expect([item.snippet_session for item in items])


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what still runs after `-x` or Ctrl-C."""
    for deck in config.stash.get(_DECKS, []):
        deck.close()


class Deck:
    """One deck of the suite: loaded when the first file is collected, run when the first test is."""

    def __init__(self, source: Path) -> None:
        self.source = source.resolve()
        self._loaded: tuple[LoadedDeck, SessionPlan, tuple[Problem, ...]] | None = None
        self._expected: tuple[Session, ...] = ()
        self._runs: Generator[Twice] | None = None
        self._findings: dict[str, Findings] = {}

    @property
    def loaded(self) -> tuple[LoadedDeck, SessionPlan, tuple[Problem, ...]]:
        """The deck, its sessions, and what lint finds; raises pytest.UsageError where it cannot be read."""
        if self._loaded is None:
            from builder.errors import BuilderError
            from builder.load import load_deck, problems_of
            from builder.sessions import plan_sessions

            try:
                deck = load_deck(self.source)
            except BuilderError as error:
                raise pytest.UsageError(f"build_deck: {error}") from error
            plan = plan_sessions({name: loaded.notes for name, loaded in deck.editions.items()})
            self._loaded = deck, plan, problems_of(deck)
        return self._loaded

    @property
    def files(self) -> frozenset[Path]:
        """The deck's Markdown files, resolved."""
        documents = (document for loaded in self.loaded[0].editions.values() for document in loaded.documents)
        return frozenset(Path(document.path).resolve() for document in documents)

    def expect(self, sessions: list[Session]) -> None:
        """Run these side by side once the first is asked for."""
        self._expected = tuple({session.name: session for session in sessions}.values())

    def findings(self, session: Session) -> Findings:
        """What became of a session, which runs now if it has not."""
        from builder.assemble import engine_settings
        from builder.verify.findings import find
        from builder.verify.stability import causes, run_twice

        config = self.loaded[0].config
        settings = engine_settings(config)
        while session.name not in self._findings:
            if self._runs is None:
                expected = self._expected if session in self._expected else (session,)
                left = [each for each in expected if each.name not in self._findings]
                self._runs = run_twice(left, settings, lambda _event: None)
            twice = next(self._runs, None)
            if twice is None:
                self._runs = None
                continue
            name = twice.standard.session.name
            cause = causes([twice], settings)[name] if twice.unstable else ""
            self._findings[name] = find(twice, config.recordings, (config.snippets,), cause)
        return self._findings[session.name]

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
        deck, plan, problems = self.deck.loaded
        own = [p for p in problems if p.location and Path(p.location.path).resolve() == self.path.resolve()]
        yield ProblemsItem.from_parent(self, name="lint", problems=own)
        for edition, loaded in deck.editions.items():
            for document in loaded.documents:
                if Path(document.path).resolve() == self.path.resolve():
                    for note in document.notes:
                        yield from self._items((edition, note.id), note, plan)

    def _items(self, key: NoteKey, note: NoteSource, plan: SessionPlan) -> Iterator[pytest.Item]:
        from builder.sessions import running, what_runs

        snippets = running(note)
        # Of two notes with one id, which lint complains of, only one runs.
        if not snippets or what_runs(snippets) != what_runs(plan.of[key].snippets):
            return
        for index, _ in enumerate(snippets):
            name = f"{note.id}[{index + 1}]"
            yield SnippetItem.from_parent(self, name=name, deck=self.deck, key=key, note=note, plan=plan, index=index)


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
        return str(excinfo.value) if isinstance(excinfo.value, Wrong) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the file, the line from 0, and the name of the test."""
        return self.path, 0, self.name

    @staticmethod
    def fail(problems: list[Problem]) -> None:
        """Raise where an error is among the problems."""
        from builder.errors import errors_in

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
        from builder.outcomes import unused_recordings
        from builder.select import select
        from builder.verify import lock_problems, unused_problem

        deck, plan, problems = self._deck.loaded
        elsewhere = [problem for problem in problems if problem.location is None]
        unused = [unused_problem(deck, name) for name in unused_recordings(plan, deck.config.recordings)]
        self.fail([*elsewhere, *unused, *lock_problems(deck, plan, select(deck))])


class SnippetItem(_Item):
    """One snippet of one note."""

    def __init__(
        self,
        *,
        deck: Deck,
        key: NoteKey,
        note: NoteSource,
        plan: SessionPlan,
        index: int,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(**kwargs)
        self.deck = deck
        self.snippet_session = plan.of[key]
        self._key, self._index = key, index
        self._own = tuple(snippet for snippet in note.snippets if snippet.runs)[index]

    def runtest(self) -> None:
        """Fail where the snippet is not what was recorded."""
        from builder.model import Verdict
        from builder.verify.findings import problem_of

        findings = self.deck.findings(self.snippet_session)
        finding = findings.snippets[self._index]
        if finding.verdict is not Verdict.OK:
            self.fail([*findings.problems, problem_of(finding, self._own, self._key)])

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the Markdown file, the fence's line from 0, and the name of the test."""
        return self.path, self._own.location.line - 1, self.name
