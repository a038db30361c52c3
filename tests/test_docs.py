"""What stands in the documentation is there: links, keys, codes, options."""

import re
import runpy
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from build_deck.cli import cli
from build_deck.deck.config import EDITION_KEYS, KEYS, LIMIT_KEYS
from markdown_it import MarkdownIt
from support import ROOT

TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = sorted([*(ROOT / name for name in TOP), *(p for p in (ROOT / "docs").rglob("*.md") if "decks" not in p.parts)])


def _links(path: Path) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8"))
    inside = (child for token in tokens for child in token.children or ())
    found = (child.attrGet("href") or child.attrGet("src") for child in inside)
    return [str(link) for link in found if link and not urlsplit(str(link)).scheme]


def _anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_is_dead(page: Path) -> None:
    for link in _links(page):
        parts = urlsplit(link)
        target = page.parent / unquote(parts.path) if parts.path else page
        assert target.exists(), link
        assert not parts.fragment or parts.fragment in _anchors(target), link


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs/README.md"
    reached = {(index.parent / urlsplit(link).path).resolve() for link in _links(index)}
    assert {path for path in (ROOT / "docs").glob("*.md") if path != index} <= reached


@pytest.mark.parametrize("key", sorted({*KEYS, *EDITION_KEYS, *LIMIT_KEYS}))
def test_every_key_of_deck_yaml_is_told(key: str) -> None:
    codes = re.findall(r"`([^`]+)`", (ROOT / "docs/deck-yaml.md").read_text("utf-8"))
    assert any(key in re.findall(r"\w+", code) for code in codes)


def test_every_command_is_told() -> None:
    text = (ROOT / "docs/command.md").read_text("utf-8")
    assert [name for name in cli.commands if f"build-deck {name}" not in text] == []


def test_the_messages_are_those_of_the_table() -> None:
    """Where they are not: `.venv/bin/python docs/write_messages.py`."""
    page = runpy.run_path(str(ROOT / "docs/write_messages.py"))["page"]()
    assert (ROOT / "docs/messages.md").read_text("utf-8") == page
