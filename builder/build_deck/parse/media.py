"""Pictures and sounds: every one that a note uses is looked for while its place is known."""

import html
import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from build_deck.errors import Location, ResourceError
from build_deck.messages import quoted
from build_deck.parse.page import Page

_SOURCE_ATTRIBUTE = re.compile(
    r"""<(?:img|audio|video|source)\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_REMOTE = {"http", "https", "ftp"}
_NO_FILE = {"data", "mailto", "tel", "javascript", "cid"}


def resolve(tokens: Iterable[Token], page: Page) -> None:
    """Image tokens get `meta["media"]`, raw HTML a mapping of its `src` values, and what is wrong is noted."""
    for token in tokens:
        for child in token.children or ():
            _resolve_one(token, child, page)
        if token.type == "html_block":
            _resolve_one(token, token, page)


def _resolve_one(block: Token, token: Token, page: Page) -> None:
    if token.type == "image":
        path = _path(block, str(token.attrGet("src") or ""), page)
        if path:
            token.meta["media"] = path
    elif token.type in {"html_inline", "html_block"}:
        sources = (html.unescape("".join(groups)) for groups in _SOURCE_ATTRIBUTE.findall(token.content))
        found = {src: path for src in sources if src and (path := _path(block, src, page))}
        if found:
            token.meta["media"] = found
    elif token.type == "link_open":
        _check_link(block, str(token.attrGet("href") or ""), page)


def _path(block: Token, encoded: str, page: Page) -> str | None:
    src = unquote(encoded)
    where = _where(block, src, encoded, page)
    scheme = _scheme(src)
    if scheme in _NO_FILE:
        what = f"{quoted(src)} is no file, and a card cannot show it."
        page.error("missing-picture", where, what, "Save the picture beside the Markdown file and refer to that.")
        return None
    if scheme in _REMOTE or src.startswith("//"):
        what = f"{quoted(src)} is on the network; a card shows it only while it is there and the learner is online."
        page.warning("remote-picture", where, what, "Save it beside the Markdown file and refer to that.")
        return None
    try:
        path = page.resources.media(src)
    except ResourceError as error:
        page.error(error.code_for("picture"), where, error.what, error.remedy)
        return None
    page.media[path] = None
    return path


def _check_link(block: Token, href: str, page: Page) -> None:
    target = unquote(href)
    if not target or target.startswith(("#", "//")) or _scheme(target):
        return
    what = f"The link {quoted(target)} leads to a file, and a card has none beside it."
    page.warning(
        "local-link",
        _where(block, target, href, page),
        what,
        "Link to a web address, or write the words without a link.",
    )


def _where(block: Token, src: str, encoded: str, page: Page) -> Location:
    found = page.find(block, src)
    return found if found != page.start_of(block) or not encoded else page.find(block, encoded)


def _scheme(address: str) -> str:
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    return scheme if len(scheme) > 1 else ""
