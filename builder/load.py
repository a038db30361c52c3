"""A deck read from disk: its configuration and every note of every edition, parsed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from builder import lock as locks
from builder.config import FILE_NAME, DeckConfig, Edition, parse_config
from builder.errors import BuilderError, Location, Problem, UsageError, in_order
from builder.files import DeckFiles, read_bytes, read_text, shown
from builder.lint import LintContext, lint_editions
from builder.model import EditionName, NoteSource, Section
from builder.parse import Document, parse
from builder.parse.text import decode

COMMANDS = ("build", "verify", "lint", "list")
SUFFIXES = (".md", ".markdown")
LOCK_NAME = "deck.lock"


@dataclass(frozen=True, slots=True)
class LoadedEdition:
    """One edition with its files in order."""

    edition: Edition
    documents: tuple[Document, ...]

    @property
    def notes(self) -> Iterator[NoteSource]:
        """Yield the notes of all files, in document order."""
        return (note for document in self.documents for note in document.notes)


@dataclass(frozen=True, slots=True)
class LoadedDeck:
    """A whole deck, whatever part of it a command was asked for."""

    config: DeckConfig
    editions: Mapping[EditionName, LoadedEdition]
    problems: tuple[Problem, ...]
    """What reading and parsing found, sorted."""
    only: str | None = None
    """The one Markdown file that was asked for, where it is part of a deck."""
    standalone: bool = False
    """True without a deck.yaml."""

    def wanted(self, note: NoteSource) -> bool:
        """Return whether the command was asked for this note's file."""
        return self.only is None or note.location.path == self.only


def load_deck(source: Path) -> LoadedDeck:
    """Return the deck at `source`: a folder with a deck.yaml, a folder of Markdown, or one Markdown file.

    A file that belongs to a deck further up is loaded as part of it. Raises UsageError when there is nothing there,
    BuilderError when deck.yaml or a file cannot be read; what is wrong inside the files is in `problems`.
    """
    if not source.exists():
        near = get_close_matches(str(source), COMMANDS, 1)
        meant = f"Did you mean the command `{near[0]}`? If not: name" if near else "Name"
        remedy = f"{meant} a folder with a deck.yaml, a folder of Markdown files, or one Markdown file."
        raise UsageError(Problem("no-source", None, f"There is no {shown(source)} here.", remedy))
    if source.is_file() and source.name != FILE_NAME:
        return _load_file(source)
    folder = source if source.is_dir() else source.parent
    if (folder / FILE_NAME).is_file():
        return _load(_read_config(folder))
    return _load(_plain_config(folder), standalone=True)


def problems_of(deck: LoadedDeck, wanted: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return every problem of a loaded deck, sorted.

    Of one file where it was one that was asked for; without those of the editions that are not `wanted`, if any is.
    """
    editions: dict[str, tuple[Document, ...]] = {name: loaded.documents for name, loaded in deck.editions.items()}
    return concerning(deck, (*deck.problems, *lint_editions(editions, _lint_context(deck))), wanted)


def concerning(deck: LoadedDeck, problems: Iterable[Problem], wanted: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return those of the problems that are in the file and the editions that were asked for, sorted."""
    others = tuple(shown(e.edition.path) for name, e in deck.editions.items() if wanted and name not in wanted)
    return in_order(p for p in problems if p.location is None or _concerns(p.location.path, deck.only, others))


def _concerns(path: str, only: str | None, others: tuple[str, ...]) -> bool:
    return path == only if only else not any(PurePosixPath(path).is_relative_to(other) for other in others)


def _lint_context(deck: LoadedDeck) -> LintContext:
    config = deck.config
    found = (p for p in config.media.rglob("*") if p.is_file() and not _hidden(p.relative_to(config.media)))
    return LintContext(media=tuple(sorted(map(shown, found))))


def _load_file(source: Path) -> LoadedDeck:
    if source.suffix.lower() not in SUFFIXES:
        what = f"{shown(source)} is not a Markdown file."
        raise UsageError(Problem("no-source", None, what, "Name a file that ends in .md, or a deck's folder."))
    for folder in source.resolve().parents:
        if (folder / FILE_NAME).is_file():
            config = _read_config(folder)
            files = (path for edition in config.editions.values() for path in _files(edition))
            if own := next((path for path in files if path.resolve() == source.resolve()), None):
                return replace(_load(config), only=shown(own))
    return _load(_plain_config(source), standalone=True)


def _read_config(folder: Path) -> DeckConfig:
    path = folder / FILE_NAME
    return parse_config(read_text(path), shown(path), folder)


def _plain_config(source: Path) -> DeckConfig:
    """Return the configuration of Markdown without a deck.yaml: everything lies beside it."""
    root = source if source.is_dir() else source.parent
    deck_id = _id_of(source)
    apart = _lock_is_of_a_neighbour(root, deck_id)
    recordings = root / "snippets" / "recorded"
    name = EditionName("en")
    return DeckConfig(
        id=deck_id,
        root=root,
        editions={name: Edition(name, source)},
        snippets=root / "snippets",
        recordings=recordings / deck_id if apart else recordings,
        lock=root / (f"{deck_id}.lock" if apart else LOCK_NAME),
        media=root / "media",
    )


def _id_of(source: Path) -> str:
    """Return the deck id of Markdown without a deck.yaml: the file's or folder's name."""
    name = source.resolve().name if source.is_dir() else source.stem
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip("-.") or "deck"


def _lock_is_of_a_neighbour(root: Path, deck_id: str) -> bool:
    """Return whether the deck.lock here is that of another Markdown file here, or of the folder as a whole.

    Each of them may be a deck of its own; those that come later keep a lock and recordings under their own names.
    """
    if not (root / LOCK_NAME).is_file():
        return False
    try:
        owner = locks.read(read_text(root / LOCK_NAME)).deck
    except BuilderError:  # it is told of where the lock is used
        return False
    neighbours = (root, *(path for path in root.iterdir() if path.suffix.lower() in SUFFIXES))
    return owner != deck_id and owner in map(_id_of, neighbours)


def _load(config: DeckConfig, *, standalone: bool = False) -> LoadedDeck:
    problems: list[Problem] = [*_missing(config)]
    editions: dict[EditionName, LoadedEdition] = {}
    for name, edition in config.editions.items():
        documents = _load_edition(config, edition, problems)
        editions[name] = LoadedEdition(edition, documents)
        problems += [problem for document in documents for problem in document.problems]
    if standalone:
        config, editions = _named_by_content(config, editions)
    return LoadedDeck(config, editions, in_order(problems), standalone=standalone)


def _missing(config: DeckConfig) -> Iterator[Problem]:
    """Yield a problem for each file that deck.yaml names and that is not there."""
    for path in (*config.data, *([config.style] if config.style else [])):
        if not path.exists():
            what = f"deck.yaml names {shown(path)}, which does not exist."
            place = Location(shown(config.root / FILE_NAME))
            yield Problem("missing-deck-file", place, what, "Correct the path; it begins at the folder of deck.yaml.")


def _load_edition(config: DeckConfig, edition: Edition, problems: list[Problem]) -> tuple[Document, ...]:
    documents: list[Document] = []
    sections: dict[str, Section] = {}
    for path in _files(edition):
        try:
            text, found = decode(read_bytes(path), shown(path))
        except BuilderError as error:
            problems += error.problems
            continue
        problems += found
        document = parse(
            text,
            shown(path),
            resources=DeckFiles(path, root=config.root, snippets=config.snippets, media=config.media),
            lang=edition.lang,
            question_level=config.question_level,
            tags=config.tags,
        )
        documents.append(_with_sections_numbered(document, sections))
    if not documents:
        what = f"The edition {edition.name} has no Markdown file: {shown(edition.path)} is empty or missing."
        problems.append(Problem("no-notes", None, what, "Write a question into a file that ends in .md there."))
    return tuple(documents)


def _files(edition: Edition) -> list[Path]:
    """Return the edition's Markdown files in order of their paths; a README is about a deck, not of it."""
    if edition.path.is_file():
        return [edition.path]
    found = (p for p in edition.path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    return sorted(p for p in found if p.stem.lower() != "readme" and not _hidden(p.relative_to(edition.path)))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _with_sections_numbered(document: Document, sections: dict[str, Section]) -> Document:
    """Return the document with its sections numbered through the edition; files that share a slug share the section."""
    for section in document.sections:
        sections.setdefault(section.slug, replace(section, index=len(sections) + 1))
    notes = (replace(n, section=sections[n.section.slug]) if n.section else n for n in document.notes)
    return replace(document, notes=tuple(notes), sections=tuple(sections[s.slug] for s in document.sections))


def _named_by_content(
    config: DeckConfig, editions: Mapping[EditionName, LoadedEdition]
) -> tuple[DeckConfig, dict[EditionName, LoadedEdition]]:
    """Name the deck and its one edition after the first file's title and language."""
    (loaded,) = editions.values()
    first = loaded.documents[0] if loaded.documents else None
    lang = first.lang if first else "en"
    name = EditionName(lang)
    edition = replace(loaded.edition, name=name, lang=lang, title=(first.title if first else "") or config.id)
    return replace(config, editions={name: edition}), {name: replace(loaded, edition=edition)}
