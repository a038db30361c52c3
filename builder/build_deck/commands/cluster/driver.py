"""Batches given to a cluster's workers, and what they send back, as if it had run here."""

import logging
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from build_deck.commands.cluster import batches, worker
from build_deck.errors import BuildDeckError, Problem, UsageError
from build_deck.execute import Event, SessionFinished, Settings, SnippetFinished
from build_deck.execute.twice import Runs, Twice
from build_deck.messages import quoted
from build_deck.model import Session, SessionRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from distributed import Client

_ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss|ucx)://)?[\w.:%\[\]-]+:\d{1,5}")
_PATIENCE = 5
"""Seconds in which a scheduler must answer."""


def on_cluster(address: str) -> Runs:
    """Return what runs sessions twice on the cluster at this address; raises UsageError where nothing can."""
    if find_spec("distributed") is None:
        what = "A cluster takes the package distributed, which is not installed."
        raise UsageError(Problem("no-cluster", None, what, "Install it: `pip install 'build-deck[cluster]'`."))
    if not _ADDRESS.fullmatch(address):
        what = f"{quoted(address)} is no address of a scheduler."
        raise UsageError(
            Problem("cluster-failed", None, what, "Write it as `dask scheduler` prints it: tcp://HOST:PORT.")
        )

    def run_twice(
        sessions: Sequence[Session],
        settings: Settings,
        watcher: Callable[[Event], None],
        _doubtful: Callable[[SessionRun, SessionRun], bool],
        _cache: Path | None = None,
    ) -> Generator[Twice]:
        if sessions:
            with _connected(address) as client:
                yield from _run(client, address, sessions, settings, watcher)

    return run_twice


def _run(
    client: "Client", address: str, sessions: Sequence[Session], settings: Settings, watcher: Callable[[Event], None]
) -> Generator[Twice]:
    from distributed import as_completed

    sent = {}
    for batch in batches.batches(sessions, settings, _threads(client, address)):
        sent[client.submit(worker.run, batches.packed(batch), pure=False)] = batch
    for future in as_completed(list(sent), loop=client.loop):
        try:
            done = list(batches.returned_of(future.result(), sent[future]))
        except Exception as error:
            names = ", ".join(session.name for session in sent[future].sessions[:3])
            what = f"A worker did not run its sessions ({names}, …): {type(error).__name__}: {error}"
            raise _failed(what, "Look at its log; verify again, or without --cluster.") from error
        for twice in done:
            for snippet, run in zip(twice.standard.session.snippets, twice.standard.snippets, strict=True):
                watcher(SnippetFinished(twice.standard.session, snippet, run))
            watcher(SessionFinished(twice.standard))
            yield twice


@contextmanager
def _connected(address: str) -> "Iterator[Client]":
    """A client of the cluster; what it was asked for is given up when it goes."""
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said once, by us
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        what = f"No scheduler answers at {address}: {error}."
        raise _failed(what, "Start one with `dask scheduler`, and workers with `dask worker ADDRESS`.") from error
    with client:
        yield client


def _threads(client: "Client", address: str) -> int:
    """How many batches the cluster runs at a time; raises BuildDeckError where it cannot run any as here."""
    threads: Mapping[str, int] = client.nthreads()
    if not threads:
        raise _failed(f"The cluster at {address} has no worker.", f"Start some: `dask worker {address}`.")
    ours = worker.about()
    problems = [
        Problem("cluster-failed", None, f"The worker {name} {what}.", "Install there what is installed here.")
        for name, theirs in client.run(worker.about, on_error="return").items()
        if (what := _differs(ours, theirs))
    ]
    if problems:
        raise BuildDeckError(problems)
    return sum(threads.values())


def _differs(ours: Mapping[str, str], theirs: object) -> str:
    """What is another there, empty where nothing is."""
    if not isinstance(theirs, Mapping):
        return f"cannot run snippets: {theirs}"
    other = [
        f"{name} {theirs.get(name)}, here it is {version}"
        for name, version in ours.items()
        if theirs.get(name) != version
    ]
    return f"has {' and '.join(other)}" if other else ""


def _failed(what: str, remedy: str) -> BuildDeckError:
    return BuildDeckError((Problem("cluster-failed", None, what, remedy),))
