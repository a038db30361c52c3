"""What a worker of a cluster does: bytes in, bytes out, with zygotes of its own for each batch."""

import platform
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from build_deck.commands.cluster.batches import Batch, batch_of, packed, returned, without
from build_deck.execute import Settings, ignore
from build_deck.execute.cache import engine_version
from build_deck.execute.settings import Isolation
from build_deck.execute.twice import run_twice
from build_deck.judge import doubtful


def about() -> Mapping[str, str]:
    """Return what must be the same on each worker as where the deck is, by what it is called."""
    version = ".".join(platform.python_version_tuple()[:2])
    return {"build-deck": engine_version()[:12], "Python": version}


def run(data: bytes) -> bytes:
    """Return what became of each session of a batch."""
    batch = batch_of(data)
    with TemporaryDirectory(prefix="build-deck-batch-") as folder:
        root = Path(folder).resolve()
        for path, content in batch.files.items():
            own = root / Path(path).relative_to("/")
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_bytes(content)
        with closing(run_twice(batch.sessions, _settings(batch, root), ignore, doubtful)) as done:
            return packed(without(str(root), [returned(twice) for twice in done]))


def _settings(batch: Batch, root: Path) -> Settings:
    """Return how the batch runs here: one session at a time, since a worker has as many batches as it has threads."""
    below = {path: root / Path(path).relative_to("/") for path in (*batch.import_paths, *batch.data)}
    return Settings(
        jobs=1,
        device=batch.device,
        limits=batch.limits,
        import_paths=tuple(below[path] for path in batch.import_paths),
        data=tuple(below[path] for path in batch.data),
        environment=batch.environment,
        expected=batch.expected,
        isolation=cast("Isolation", batch.isolation),
    )
