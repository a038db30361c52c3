"""The socket that a preview listens on, and its end."""

import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from build_deck.commands.preview.values import PreviewOptions
from build_deck.commands.preview.web import Hub, application
from build_deck.errors import Problem, UsageError

LOOPBACK = "127.0.0.1"
_GRACE = 2
"""Seconds that answers under way have to end in."""


class _Server(uvicorn.Server):
    """A server whose open streams end with it."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._hub.tell(None)
        await super().shutdown(sockets)


def serve(source: Path, options: PreviewOptions, begun: Callable[[str], None]) -> None:
    """Answer on the loopback until a signal comes; the signal is raised again once everything has ended."""
    listening = _listen(options.port)
    port = listening.getsockname()[1]
    hub = Hub()
    app = application(source, options, hub, secrets.token_urlsafe(), port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        loop="asyncio",
        http="h11",
        timeout_graceful_shutdown=_GRACE,
    )
    begun(f"http://{LOOPBACK}:{port}/")
    _Server(config, hub).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError as error:
        listening.close()
        what = f"Port {port} cannot be had: {error.strerror}."
        raise UsageError(
            Problem("port-in-use", None, what, "Name another with `--port`; 0 takes a free one.")
        ) from None
    listening.listen()
    return listening
