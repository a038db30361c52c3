"""Notes rendered, and shown by the real Anki."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection
from anki.decks import DeckId
from anki.models import NotetypeId
from build_deck.model import Environment, NoteSource, Notetype, Output
from build_deck.notetypes import NOTETYPES
from build_deck.render import RenderContext, Rendered, render_note
from build_deck.words.taxonomy import language


class Folder:
    """Media read from memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        """The file's content, as the disk would give it."""
        if path not in self._files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self._files[path]


ENVIRONMENT = Environment({"python": "3.11"}, packages={"torch": "2.13.0+cpu"})

Render = Callable[..., Rendered]


@pytest.fixture
def render(render_once: Render) -> Render:
    """Renders a note, by default in its language's words and without media."""
    return render_once


@pytest.fixture(scope="session")
def render_once() -> Render:
    """`render`, for fixtures that live longer than a test."""

    def rendered(
        source: NoteSource,
        outputs: Mapping[int, Output] | None = None,
        environment: Environment | None = ENVIRONMENT,
        media: Mapping[str, bytes] | None = None,
        **context: Any,
    ) -> Rendered:
        return render_note(
            source, outputs or {}, environment, RenderContext(Folder(media or {}), language(source.lang), **context)
        )

    return rendered


@dataclasses.dataclass(frozen=True)
class Card:
    """Both sides of a card as the backend gives them."""

    question: str
    answer: str
    stored: Mapping[str, str]
    played: list[str]


class Anki:
    """A collection of the real Anki with our notetypes in it."""

    def __init__(self, folder: Path) -> None:
        self.collection = Collection(str(folder / "collection.anki2"))
        self._ids = {name: self._add(notetype) for name, notetype in NOTETYPES.items()}

    def _add(self, notetype: Notetype) -> NotetypeId:
        models = self.collection.models
        made = models.new(notetype.name)
        made["type"] = int(notetype.cloze)
        made["css"] = notetype.css
        for field in notetype.fields:
            models.add_field(made, models.new_field(field.name))
        for template in notetype.templates:
            new = models.new_template(template.name)
            new["qfmt"], new["afmt"] = template.question, template.answer
            models.add_template(made, new)
        return NotetypeId(models.add_dict(made).id)

    def cards(self, rendered: Rendered) -> list[Card]:
        """The note's cards as Anki shows them, by their order."""
        notetype = self.collection.models.get(self._ids[rendered.notetype])
        assert notetype is not None
        note = self.collection.new_note(notetype)
        for name, value in rendered.fields.items():
            note[name] = value
        self.collection.add_note(note, DeckId(1))
        stored = self.collection.get_note(note.id)
        return [
            Card(
                card.question(),
                card.answer(),
                dict(stored.items()),
                [str(tag) for tag in (*card.question_av_tags(), *card.answer_av_tags())],
            )
            for card in stored.cards()
        ]


@pytest.fixture(scope="session")
def open_anki() -> Callable[[Path], Anki]:
    """Opens a new collection in a folder."""
    return Anki


@pytest.fixture(scope="session")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anki]:
    """The real backend, open for all tests of a process."""
    backend = Anki(tmp_path_factory.mktemp("anki"))
    yield backend
    backend.collection.close()
