"""The pages and the JSON of a preview, for the browser on this machine and for nobody else."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from functools import partial
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from build_deck.commands.preview.live import Rebuild, Studio
from build_deck.commands.preview.values import PreviewOptions, ShownNote
from build_deck.errors import BuildDeckError, Problem
from build_deck.syntax.tags import parse_tags
from build_deck.targets.preview import page

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_CARD_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; font-src 'self'; "
    "form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""Nothing that a deck says runs: no script, no form, nothing from elsewhere."""
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
_SAFE = ("GET", "HEAD")
_MEDIA = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}


class Hub:
    """Whoever listens to rebuilds; all of it belongs to one event loop."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Rebuild | None]] = set()

    def tell(self, rebuild: Rebuild | None) -> None:
        """Tell everybody; None ends it."""
        for queue in self._queues:
            queue.put_nowait(rebuild)

    async def stream(self) -> AsyncIterator[str]:
        """Yield an event a rebuild, from now on."""
        queue: asyncio.Queue[Rebuild | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield "retry: 1000\n\n"
            while rebuild := await queue.get():
                yield f"data: {json.dumps(asdict(rebuild))}\n\n"
        finally:
            self._queues.discard(queue)


def application(source: Path, options: PreviewOptions, hub: Hub, token: str, port: int) -> ASGIApp:
    """Return what answers on 127.0.0.1 at `port`; it watches the deck as long as it lives."""
    studios: list[Studio] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        studio = Studio(source, options, lambda rebuild: _tell(loop, hub, rebuild))
        studios.append(studio)
        studio.start()
        try:
            yield
        finally:
            await asyncio.to_thread(studio.close)

    routes = [
        Route("/", partial(_index, token, options.editor)),
        Route("/preview.css", partial(_asset, "preview.css")),
        Route("/preview.js", partial(_asset, "preview.js")),
        Route("/api/notes", lambda request: _notes(studios[0], request)),
        Route("/api/problems", lambda _: JSONResponse([_problem(each) for each in studios[0].shown.problems])),
        Route("/card/{edition}/{note}/{name}/{part}", lambda request: _card(studios[0], request)),
        Route("/events", lambda _: _events(hub)),
    ]
    return _guarded(Starlette(routes=routes, lifespan=lifespan), token, port)


def _tell(loop: asyncio.AbstractEventLoop, hub: Hub, rebuild: Rebuild) -> None:
    loop.call_soon_threadsafe(hub.tell, rebuild)


def _guarded(app: ASGIApp, token: str, port: int) -> ASGIApp:
    """Return the application for requests to this machine by name, from its own pages; changes take the token too."""
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"} | ({"127.0.0.1", "localhost"} if port == 80 else set())  # noqa: PLR2004
    origins = {f"http://{host}" for host in hosts}

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (why := _refusal(Request(scope), hosts, origins, token)):
            await PlainTextResponse(f"{why}\n", 403)(scope, receive, send)
            return
        await app(scope, receive, send)

    return guard


def _refusal(request: Request, hosts: set[str], origins: set[str], token: str) -> str:
    """Return why a request is not answered; empty where it is."""
    if request.headers.getlist("host") not in [[host] for host in hosts]:
        return "This preview answers to http://127.0.0.1 only."
    if any(origin not in origins for origin in request.headers.getlist("origin")):
        return "Another site asked for this."
    if request.method not in _SAFE and request.headers.get("x-token") != token:
        return "The token is missing."
    return ""


async def _index(token: str, editor: str, _request: Request) -> Response:
    text = _packaged("index.html")
    values = {"TOKEN": token, "EDITOR": editor, "FOLDER": Path.cwd().as_posix()}
    for name, value in values.items():
        text = text.replace(f"%{name}%", escape(value))
    return HTMLResponse(text, headers=_headers(_PAGE_POLICY))


async def _asset(name: str, _request: Request) -> Response:
    return Response(_packaged(name), media_type=_TYPES[name.rpartition(".")[2]], headers=_headers(_PAGE_POLICY))


def _packaged(name: str) -> str:
    return files(__package__).joinpath("page", name).read_text(encoding="utf-8")


def _headers(policy: str) -> dict[str, str]:
    return {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
    }


def _notes(studio: Studio, request: Request) -> Response:
    shown = studio.shown
    notes = shown.notes
    if text := request.query_params.get("tags", "").strip():
        try:
            expression = parse_tags(text, shown.words)
        except BuildDeckError as error:
            return JSONResponse({"error": "\n".join(p.what for p in error.problems)}, 400)
        notes = tuple(note for note in notes if expression.matches(note.tags))
    return JSONResponse([_note(note) for note in notes], headers={"cache-control": "no-store"})


def _note(note: ShownNote) -> Mapping[str, Any]:
    section = note.source.section
    return {
        "id": note.source.id,
        "edition": note.edition,
        "question": note.source.question,
        "section": section.title if section else None,
        "cards": [{"name": card.name, "url": _url(note, card.name)} for card in note.cards],
        "snippets": [asdict(state) for state in note.snippets],
        "problems": [_problem(problem) for problem in note.problems],
    }


def _url(note: ShownNote, card: str) -> str:
    return "/card/" + "/".join(quote(part, safe="") for part in (note.edition, note.source.id, card))


def _problem(problem: Problem) -> Mapping[str, Any]:
    place = problem.location
    message = f"{problem.what} {problem.remedy}".rstrip()
    return {
        "code": problem.code,
        "level": str(problem.level),
        "message": f"{message}\n{problem.detail}".rstrip(),
        "file": place and place.path,
        "line": place and place.line,
    }


def _card(studio: Studio, request: Request) -> Response:
    edition, id_, name, part = (request.path_params[key] for key in ("edition", "note", "name", "part"))
    shown = studio.shown
    if part not in ("front", "back"):
        return _media(shown.media.get(edition, {}), part)
    for note in shown.notes:
        card = next((card for card in note.cards if card.name == name), None)
        if card and note.key == (edition, id_):
            night = request.query_params.get("night", "") not in ("", "0")
            made = page(note.note, shown.notetypes[note.note.notetype], card, part, night=night)
            return HTMLResponse(made, headers=_headers(_CARD_POLICY))
    return PlainTextResponse("There is no such card now.\n", 404)


def _media(media: Mapping[str, bytes], name: str) -> Response:
    if name not in media:
        return PlainTextResponse("There is no such file.\n", 404)
    type_ = _MEDIA.get(Path(name).suffix.lower(), "application/octet-stream")
    return Response(media[name], media_type=type_, headers=_headers(_CARD_POLICY))


def _events(hub: Hub) -> Response:
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(hub.stream(), media_type="text/event-stream", headers=headers)
