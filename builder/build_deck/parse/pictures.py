"""Pictures as other tools write them: with spaces in their address, with a size, and embedded: `![[a b.png|300]]`."""

import re
from urllib.parse import quote

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_SIZE = r"(?:\s+=\d*%?x?\d*%?)?"
_FILE = (
    r"[^()\[\]<>\n|]{1,300}?\.(?:apng|avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp|mp3|mp4|m4a|ogg|oga|ogv|opus|wav|webm|"
    r"flac|mov)"
)
_SPACED = re.compile(
    rf"""!\[(?P<alt>[^\[\]\n]{{0,300}})\]\(\s*(?P<src>{_FILE}){_SIZE}(?:\s+["'][^"'\n]{{0,300}}["'])?\s*\)""",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(rf"!\[\[\s*(?P<src>{_FILE})\s*(?:\|(?P<alt>[^\[\]\n]{{0,300}}))?\]\]", re.IGNORECASE)
_ONLY_A_SIZE = re.compile(r"\s*\d*(?:x\d+)?\s*")


def picture(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    """True where a picture begins that CommonMark does not read; pushes an image."""
    if state.src[state.pos] != "!":
        return False
    match = _SPACED.match(state.src, state.pos, state.posMax) or _EMBEDDED.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        alt = match["alt"] or ""
        _push(state, match["src"].strip(), "" if _ONLY_A_SIZE.fullmatch(alt) and alt else alt)
    state.pos = match.end()
    return True


def _push(state: StateInline, src: str, alt: str) -> None:
    token = state.push("image", "img", 0)
    token.attrs = {"src": quote(src, safe="/:?&=#%~+,;@!$*'"), "alt": ""}
    token.content = alt
    text = Token("text", "", 0)
    text.content = alt
    token.children = [text] if alt else None
