"""What the house knows of a language whose snippets run: one row of the table in `runtimes`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_deck.errors import Level, Problem
from build_deck.model import Example, Snippet


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One imported module and the names fetched from it."""

    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What a session's code needs from elsewhere."""

    local: tuple[Path, ...] = ()
    """Files of the import paths that it imports, directly or through one another."""
    modules: tuple[Import, ...] = ()
    """Modules that are neither local nor the language's own."""
    optimizer: bool = False
    """Whether it mentions `optim`: the first optimizer of torch costs a second of imports."""
    seeds: bool = False
    """Whether it mentions what seeds a generator; where it does not, its output depends on no seed of its own."""

    @property
    def top_level(self) -> tuple[str, ...]:
        """The names of the packages it imports."""
        return tuple(sorted({each.module.partition(".")[0] for each in self.modules}))

    def __or__(self, other: "Needs") -> "Needs":
        """What both need."""
        local, modules = {*self.local, *other.local}, {*self.modules, *other.modules}
        return Needs(
            tuple(sorted(local)),
            tuple(sorted(modules)),
            self.optimizer or other.optimizer,
            self.seeds or other.seeds,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a snippet, found without running it."""

    snippet: Snippet
    problem: Problem
    open_string: int = 0
    """The line of the code, from 1, where a string begins that nothing ends: its fence may end too early. 0: none."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a transcript cannot be read, or what in it nothing verifies."""

    line: int
    """Of the transcript, from 1."""
    what: str
    remedy: str
    level: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session with a language's prompt, read."""

    examples: tuple[Example, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Console:
    """A language's prompt, as transcripts show it."""

    words: tuple[str, ...]
    """On a fence that holds a transcript; Pygments highlights transcripts under the first."""
    prompt: str
    """What code begins with that is a transcript, whatever its fence is called."""
    read: Callable[[str], Transcript]
    """The prompts of a transcript."""
    answer: Callable[[str, str | None], str]
    """What stands under a prompt whose code printed the first, and was ended by the exception in the second."""
    rewrite: Callable[[str, Mapping[Example, str]], str]
    """A transcript with other answers under some of its prompts."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines of a snippet that are no code but commands of the notebook that it came from."""

    idle: tuple[int, ...] = ()
    """Those, from 1, without which the code does the same: they are left empty."""
    refused: int = 0
    """The first without which it does not, and which cannot run here; 0: none."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that runs a language, as this system has it."""

    path: str = ""
    """Where it is; its bare name where it is missing."""
    version: str = ""
    build: str = ""
    """All that it says of its version."""
    reads: tuple[str, ...] = ()
    """Programs and folders that it needs beside the system's own."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A language whose snippets run."""

    name: str
    """The word for it on a fence, in `run:` and in recordings; Pygments highlights it under this name."""
    title: str
    """What cards and messages call it."""
    version: Callable[[], str]
    """The version that runs here, as a recording keeps it."""
    aliases: tuple[str, ...] = ()
    """Other words for it on a fence."""
    suffixes: tuple[str, ...] = ()
    """How the names of its files end."""
    command: tuple[str, ...] = ()
    """What runs a file of code, `{file}` among its arguments: it is started for each snippet, in the session's sandbox.
    Replaced are `{tool}`, `{beside}` (its folder), `{driver}`, `{folder}` (the file's), `{program}` (compiled there),
    `{entry}`, `{seed}`, `{memory}` (MiB) and `{half}` of it, `{optimise}` (0, 2), `{language}` and `{country}`. Empty
    for a language that runs in the session's own process: `execute/inside/NAME`."""
    compile: tuple[str, ...] = ()
    """What makes `{program}`, or files in `{folder}`, of `{file}`; it has its own time, and may start processes."""
    driver: str = ""
    """The file of `execute/inside/programs` whose text `{driver}` stands for: the command is then started once a
    session, and runs one file after another in one scope. It reads lines from descriptor 210 (the file; `script` or
    `transcript`; a seed or `-`; JSON; parted by tabs) and answers each on 211: an exit status, or a report as JSON."""
    processes: bool = False
    """Whether its snippets start processes without being allowed to: a shell is nothing without."""
    asks: bool = False
    """Whether its programs ask for a socket when they start, to see what there is: then none is a denial, all fail."""
    tool: Callable[[], Tool] = Tool
    """The program behind `{tool}`."""
    file: Callable[[str], str] = lambda _code: "snippet"
    """What the file of some code is called."""
    entry: Callable[[str], str] = lambda _code: ""
    """What `{entry}` stands for: where the program of some code begins, if that has a name."""
    said: Callable[[str], str] = lambda text: text
    """What its programs write to stderr, without what is another at every run."""
    variables: Callable[[str], Mapping[str, str]] = lambda _locale: {}
    """Variables that its programs find, given the locale (`en_US.UTF-8`)."""
    console: Console | None = None
    """Its prompt, where it has one whose transcripts are read."""
    build: Callable[[], str] = str
    """More of what runs here than the version says, as far as outputs may depend on it."""
    needs: Callable[[Sequence[Snippet], Sequence[Path]], Needs] = lambda _snippets, _import_paths: Needs()
    """What the code needs from elsewhere, with the folders in which it finds local modules."""
    packages: Callable[[Needs], Mapping[str, str]] = lambda _needs: {}
    """Name to version of the packages that hold what it needs."""
    requirements: Callable[[Needs], Mapping[str, str]] = lambda _needs: {}
    """Like `packages`, with all that those require in turn."""
    install: Callable[[str], str] = lambda module: f"Install {module}."
    """How to get a module that is missing."""
    environment: Callable[[int], Mapping[str, str]] = lambda _hash_seed: {}
    """Variables that its snippets find in every session, given the seed of the hashes."""
    check: Callable[[Sequence[Snippet]], Iterator[Finding]] = lambda _snippets: iter(())
    """What is wrong with a note's snippets of this language, in their order, as far as it can be told from the code."""
    recognises: Callable[[str], bool] = lambda _code: False
    """Whether code that stands under no language is this one beyond doubt: not output, words or data."""
    commands: Callable[[str], Commands] = lambda _code: Commands()
    """The commands of a notebook among the lines of code."""
