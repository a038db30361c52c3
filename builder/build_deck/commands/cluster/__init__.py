"""Sessions run by the workers of a Dask cluster, in batches: the same runs as on one machine, from several.

Rooms: `batches` (what is sent and what comes back, as data), `worker` (what a worker does with a batch), `driver`
(batches given out and taken in).
"""

from build_deck.commands.cluster.driver import on_cluster

__all__ = ["on_cluster"]
