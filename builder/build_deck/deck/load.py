"""A deck read from disk: its configuration and every note of every edition, parsed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from build_deck import lock as locks
from build_deck.deck.config import FILE_NAME, DeckConfig, Edition, parse_config
from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.deck.levels import levelled
from build_deck.deck.outside import linked_out, outside
from build_deck.deck.workshop import Memory, Workshop, Written
from build_deck.disk.bounds import bounds_of, bounds_of_folder, follow
from build_deck.disk.files import display_path, read_bytes, read_text
from build_deck.errors import BuildDeckError, Location, Problem, UsageError, in_order
from build_deck.lint import DeckPage, FileFindings, LintContext, lint_editions
from build_deck.model import Document, EditionName, NoteSource, Section
from build_deck.notetypes.style import style_problem
from build_deck.parse.text import decode

SUFFIXES = (".md", ".markdown")
LOCK_NAME = "deck.lock"
_LINTED = Memory("lint-1", tuple[Problem, ...])


@dataclass(frozen=True, slots=True)
class LoadedEdition:
    """One edition with its files in order."""

    edition: Edition
    documents: tuple[Document, ...]
    findings: tuple[FileFindings, ...]
    """What is wrong with each file by itself."""
    outlines: tuple[str, ...]
    """Of each file: equal where nothing changed that another file's notes can be held against."""

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
    shop: Workshop = field(default_factory=Workshop, compare=False, repr=False)
    """Where its files were read, and its notes are drawn."""

    def wanted(self, note: NoteSource) -> bool:
        """Return whether the command was asked for this note's file."""
        return self.only is None or note.location.path == self.only


def load_deck(source: Path, consent: Consent = NO_CONSENT, shop: Workshop | None = None) -> LoadedDeck:
    """Return the deck at `source`: a folder with a deck.yaml, a folder of Markdown, or one Markdown file.

    A file that belongs to a deck further up is loaded as part of it. Raises UsageError when there is nothing there,
    BuildDeckError when deck.yaml or a file cannot be read, or leads out of the deck; what is wrong inside the files is
    in `problems`. Files are read in `shop`, by default in one that remembers nothing.
    """
    shop = shop or Workshop()
    if not source.exists():
        remedy = "Name a folder with a deck.yaml, a folder of Markdown files, or one Markdown file."
        raise UsageError(Problem("no-source", None, f"There is no {display_path(source)} here.", remedy))
    if follow(source, bounds_of_folder(Path.cwd()).and_also(consent.paths)) is None:
        what = f"{display_path(source)} is a link that leads out of this folder, to {source.resolve()}."
        raise UsageError(Problem("outside-deck", None, what, "If that is the deck you mean, name it there."))
    if source.is_file() and source.name != FILE_NAME:
        return _load_file(source, consent, shop)
    folder = source if source.is_dir() else source.parent
    if (folder / FILE_NAME).is_file():
        return _load(_read_config(folder, consent), shop)
    return _load(_plain_config(folder, consent), shop, standalone=True)


def problems_of(deck: LoadedDeck, wanted: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return every problem of a loaded deck, sorted.

    Of one file where it was one that was asked for; without those of the editions that are not `wanted`, if any is.
    """
    found = (*deck.problems, *_linted(deck))
    return concerning(deck, (*found, *_unasked(deck, found, wanted)), wanted)


def _linted(deck: LoadedDeck) -> tuple[Problem, ...]:
    """Return what lint says of the whole deck; the same as before where nothing changed that it looks at."""
    outlines = [(name, loaded.outlines) for name, loaded in deck.editions.items()]
    context, slot = _lint_context(deck), (str(deck.config.root.resolve()), deck.config.id)
    facts = (outlines, context) if all(all(own) for _, own in outlines) else None
    (known,) = deck.shop.recall(_LINTED, [slot], [facts])
    if known is not None:
        return known
    editions: dict[str, tuple[Document, ...]] = {name: loaded.documents for name, loaded in deck.editions.items()}
    alone = [findings for loaded in deck.editions.values() for findings in loaded.findings]
    found = lint_editions(editions, context, alone=alone)
    deck.shop.remember(_LINTED, [(slot, facts, found)])
    return found


def _unasked(deck: LoadedDeck, found: Iterable[Problem], wanted: Collection[str]) -> Iterator[Problem]:
    """Yield that nothing is asked, where nothing is and nobody said so."""
    asked = [loaded for name, loaded in deck.editions.items() if not wanted or name in wanted]
    notes = (note for loaded in asked for note in loaded.notes)
    if asked and not any(map(deck.wanted, notes)) and not any(problem.code == "no-notes" for problem in found):
        yield no_question(deck)


def no_question(deck: LoadedDeck) -> Problem:
    """Return what to say where nothing is asked."""
    where = f" in {deck.only}" if deck.only else ""
    return Problem("no-notes", None, f"There is no question{where}.", "Write one: a heading, and the answer under it.")


def concerning(deck: LoadedDeck, problems: Iterable[Problem], wanted: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return those of the problems that are in the file and the editions that were asked for, sorted.

    Each has the level that deck.yaml gives it.
    """
    others = tuple(display_path(e.edition.path) for name, e in deck.editions.items() if wanted and name not in wanted)
    told = levelled(problems, deck.config.lint)
    return in_order(p for p in told if p.location is None or _concerns(p.location.path, deck.only, others))


def _concerns(path: str, only: str | None, others: tuple[str, ...]) -> bool:
    return path == only if only else not any(PurePosixPath(path).is_relative_to(other) for other in others)


def _lint_context(deck: LoadedDeck) -> LintContext:
    config = deck.config
    found = (p for p in config.media.rglob("*") if p.is_file() and not _hidden(p.relative_to(config.media)))
    place = Location(display_path(config.root / FILE_NAME))
    pages = (DeckPage(e.name, e.title, config.tags, e.description, place) for e in config.editions.values())
    return LintContext(media=tuple(sorted(map(display_path, found))), pages=() if deck.standalone else tuple(pages))


def _load_file(source: Path, consent: Consent, shop: Workshop) -> LoadedDeck:
    if source.suffix.lower() not in SUFFIXES:
        what = f"{display_path(source)} is not a Markdown file."
        raise UsageError(Problem("no-source", None, what, "Name a file that ends in .md, or a deck's folder."))
    for folder in source.resolve().parents:
        if (folder / FILE_NAME).is_file():
            config = _read_config(folder, consent)
            files = (path for edition in config.editions.values() for path in _files(edition))
            if own := next((path for path in files if path.resolve() == source.resolve()), None):
                return replace(_load(config, shop), only=display_path(own))
    return _load(_plain_config(source, consent), shop, standalone=True)


def _read_config(folder: Path, consent: Consent) -> DeckConfig:
    path = folder / FILE_NAME
    if problem := linked_out(path, bounds_of(folder, consent.paths)):
        raise BuildDeckError(problem)
    return parse_config(read_text(path), display_path(path), folder, consent)


def _plain_config(source: Path, consent: Consent) -> DeckConfig:
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
        bounds=bounds_of(root, consent.paths),
        consent=consent,
    )


def _id_of(source: Path) -> str:
    """Return the deck id of Markdown without a deck.yaml: the file's or folder's name."""
    return id_of(source.resolve().name if source.is_dir() else source.stem)


def id_of(name: str) -> str:
    """Return the name as a deck id."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip("-.") or "deck"


def _lock_is_of_a_neighbour(root: Path, deck_id: str) -> bool:
    """Return whether the deck.lock here is that of another Markdown file here, or of the folder as a whole.

    Each of them may be a deck of its own; those that come later keep a lock and recordings under their own names.
    """
    if not (root / LOCK_NAME).is_file():
        return False
    try:
        owner = locks.read(read_text(root / LOCK_NAME)).deck
    except BuildDeckError:  # it is told of where the lock is used
        return False
    neighbours = (root, *(path for path in root.iterdir() if path.suffix.lower() in SUFFIXES))
    return owner != deck_id and owner in map(_id_of, neighbours)


def _load(config: DeckConfig, shop: Workshop, *, standalone: bool = False) -> LoadedDeck:
    if leading_out := tuple(outside(config)):
        raise BuildDeckError(leading_out)
    problems: list[Problem] = [*_named_files(config)]
    editions: dict[EditionName, LoadedEdition] = {}
    for name, edition in config.editions.items():
        editions[name] = _load_edition(config, edition, shop, problems)
        problems += [problem for document in editions[name].documents for problem in document.problems]
    if standalone:
        config, editions = _named_by_content(config, editions)
    return LoadedDeck(config, editions, in_order(problems), standalone=standalone, shop=shop)


def _named_files(config: DeckConfig) -> Iterator[Problem]:
    """Yield a problem for each file that deck.yaml names and that is not there, or is not what it should be."""
    for path in (*config.data, *([config.style] if config.style else [])):
        if not path.exists():
            what = f"deck.yaml names {display_path(path)}, which does not exist."
            place = Location(display_path(config.root / FILE_NAME))
            yield Problem("missing-deck-file", place, what, "Correct the path; it begins at the folder of deck.yaml.")
    if config.style and config.style.exists():
        try:
            problem = style_problem(read_text(config.style), display_path(config.style))
        except BuildDeckError as error:
            yield from error.problems
        else:
            yield from (problem,) if problem else ()


def _load_edition(config: DeckConfig, edition: Edition, shop: Workshop, problems: list[Problem]) -> LoadedEdition:
    written: list[Written] = []
    sections: dict[str, Section] = {}
    for path in _files(edition):
        if problem := linked_out(path, config.bounds):
            problems.append(problem)
            continue
        try:
            text, found = decode(read_bytes(path), display_path(path))
        except BuildDeckError as error:
            problems += error.problems
            continue
        problems += found
        written.append(Written(path, text, config, edition.lang))
    read = shop.read(written)
    documents = [_with_sections_numbered(each.document, sections) for each in read]
    if not documents:
        what = f"The edition {edition.name} has no Markdown file: {display_path(edition.path)} is empty or missing."
        problems.append(Problem("no-notes", None, what, "Write a question into a file that ends in .md there."))
    findings, outlines = (tuple(each.findings for each in read), tuple(each.outline for each in read))
    return LoadedEdition(edition, tuple(documents), findings, outlines)


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
