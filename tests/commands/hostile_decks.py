"""Decks of a stranger, a kind each: what they try by paths, files and settings, and how building them ends.

`python -m commands.hostile_decks` (`make security`) writes SECURITY.md's table of them anew; with a folder, as another user is
asked, it prints how each kind ends.
"""

import io
import json
import os
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from build_deck import build, lock, recordings
from build_deck.commands.fix import fix_ids
from build_deck.errors import BuildDeckError
from build_deck.lock import Entry, Lock, Retired
from build_deck.model import NotetypeName, Output
from build_deck.recordings import Recording
from execute.other_user import run_as_nobody
from support import ROOT, write_files

PAGE = ROOT / "SECURITY.md"
BEGIN, END = "<!-- decks: made by `make security` -->\n", "<!-- end of the decks -->\n"
USERS = ("root", "another user")
NOTE = "### What? {#what}\n\n**Answer:** This.\n\n```python\nprint('told')\n```\n"
SPACE = 'xmlns="http://www.w3.org/2000/svg"'
SECRETS = {".bash_profile": "mine\n", "secret.txt": "password\n", "notes/a.md": "### password? {#p}\n\n**Answer:** a\n"}
_HARM = ("<script", "javascript:", "onload", "password", "ghp_")


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that a deck may try; commands run in its clone, which lies in a home folder."""

    prepare: Callable[[], None]
    output: str | None = None
    """What the user names with `-o`."""
    fixes: bool = False
    """Whether ids are written before the package is built."""
    runs: bool = True
    """Whether snippets run, or their recordings are believed."""


def _says(line: str) -> Callable[[], None]:
    def prepare() -> None:
        with Path("deck/deck.yaml").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    return prepare


def _links(name: str, target: str) -> Callable[[], None]:
    def prepare() -> None:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(Path("..", target).absolute())

    return prepare


def _holds(name: str, content: str | bytes) -> Callable[[], None]:
    return lambda: write_files(Path(), {name: content})


def _all(*steps: Callable[[], None]) -> Callable[[], None]:
    def prepare() -> None:
        for step in steps:
            step()

    return prepare


def _built() -> None:
    build("deck")


def _records(svg: str) -> Callable[[], None]:
    """A recording whose one figure this is, as its checksum says."""

    def prepare() -> None:
        _built()
        folder = Path("deck/snippets/recorded")
        was = recordings.load(folder, "what")
        assert was
        recordings.save(
            folder, Recording("what", was.source, was.environment, 1, (Output(stdout="told\n", figures=(svg,)),))
        )

    return prepare


def _retires() -> None:
    fields = {
        "Question": "Q<script>x</script>",
        "Answer": "<b onload='x'>A</b>",
        "Link": "javascript:x",
        "Lang": '" onload="x',
    }
    entry = Entry(1, "0-0-0", NotetypeName("qa"), "Q?", Retired(fields))
    Path("deck/deck.lock").write_text(lock.dump(Lock({"note/en/gone": entry}, "mini")), "utf-8")


def _lies() -> None:
    """A verdict in the cache that no run gave; what it says must not be packed."""
    _built()
    (entry,) = Path(".build-deck/cache/runs").rglob("*.json")
    entry.write_bytes(entry.read_bytes().replace(b"told", b"ghp_"))
    for path in (*Path(".build-deck/builds").iterdir(), Path("deck/snippets/recorded/what.yaml")):
        path.unlink()


def _damages() -> None:
    _built()
    for path in Path(".build-deck").rglob("*.*"):
        if path.is_file():
            path.write_bytes(b"[" * 99_999)


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("collection.anki2", "w") as member:
        for _ in range(512):
            member.write(bytes(1 << 20))
    return file.getvalue()


_START = "format: 1\nsource: x\npython: 3\ndevice: cpu\nseconds: 1\n"
_RECORDING = "deck/snippets/recorded/what.yaml"
_PICTURE = _holds("deck/01.md", "### What? {#what}\n\n**Answer:** ![a](a.png)\n")
KINDS: Mapping[str, Kind] = {
    "a lock outside": Kind(_says("lock: ../../.bash_profile")),
    "a lock among git's files": Kind(_says("lock: ../.git/hooks/post-checkout")),
    "a lock that is a link": Kind(_links("deck/deck.lock", ".bash_profile")),
    "recordings outside": Kind(_says("recordings: ../../notes")),
    "recordings behind a link": Kind(_links("deck/snippets/recorded", "notes")),
    "a recording that is a link": Kind(_links(_RECORDING, ".bash_profile")),
    "packages behind a link": Kind(_links("dist", "notes")),
    "a package that is a link": Kind(_links("dist/mini-en.apkg", ".bash_profile")),
    "a named folder that is a link": Kind(_links("out", "notes"), output="out"),
    "a cache behind a link": Kind(_links(".build-deck", "notes")),
    "ids written through a link": Kind(_links("deck/02.md", "notes/a.md"), fixes=True),
    "a secret as data": Kind(_says("data: [../../secret.txt]")),
    "git's token as data": Kind(_says("data: [../.git/config]")),
    "a home folder of snippets": Kind(_says("snippets: ../..")),
    "a home folder of media": Kind(_says("media: ../..")),
    "a secret as style sheet": Kind(_says("style: ../../secret.txt")),
    "somebody's notes as edition": Kind(_says("editions: {en: {path: ../../notes}}")),
    "a note that is a link": Kind(_links("deck/02.md", "notes/a.md")),
    "a snippet that is a link": Kind(_all(_links("deck/snippets/a.py", "secret.txt"), _holds("deck/02.md", NOTE.replace("what", "b").replace("What", "B").replace("python\nprint('told')", "python file=a.py")))),
    "a picture that is a link": Kind(_all(_links("deck/a.png", "secret.txt"), _PICTURE)),
    "a token of the environment": Kind(_says("environment: [GITHUB_TOKEN]")),
    "a verdict edited in the cache": Kind(_lies),
    "a damaged cache": Kind(_damages),
    "a recording that expands": Kind(_holds(_RECORDING, "a: &a [x, x]\nb: &b [*a, *a]\nsource: [*b, *b]\n")),
    "a recording of endless digits": Kind(_holds(_RECORDING, f"{_START.replace('seconds: 1', 'seconds: ' + '9' * 5000)}outputs: []\n")),
    "a recording nested without end": Kind(_holds(_RECORDING, f"{_START}outputs: {'[' * 99_999}\n")),
    "a deck.yaml that expands": Kind(_says("tags: &a [x]\ndata: *a")),
    "a figure with scripts and addresses": Kind(_records(f"<svg {SPACE}><script>x</script><g onload='x'/><image href='../secret.txt'/></svg>"), runs=False),
    "a figure nested 900 deep": Kind(_records(f"<svg {SPACE}>{'<g>' * 900}{'</g>' * 900}</svg>"), runs=False),
    "a figure that declares entities": Kind(_records("<!DOCTYPE svg [<!ENTITY a SYSTEM 'secret.txt'>]><svg>&a;</svg>"), runs=False),
    "a lock whose retired note runs a script": Kind(_retires),
    "a style sheet that ends itself": Kind(_all(_says("style: a.css"), _holds("deck/a.css", "</style><script>x</script>"))),
    "a colour that is none": Kind(_says("colours: {accent: 'red;}</style><script>x</script>'}")),
    "a link to a script": Kind(_says("source_url: 'javascript:x'")),
    "a formula that is a link": Kind(_holds("deck/02.md", "### B? {#b}\n\n**Answer:** $\\href{javascript:x}{y}$\n")),
    "a formula over the card": Kind(_holds("deck/02.md", "### B? {#b}\n\n**Answer:** $\\style{position:fixed}{y}$\n")),
    "HTML with a script": Kind(_holds("deck/02.md", "### B? {#b}\n\n**Answer:** <b onload='x'>a</b><script>x</script>\n")),
    "HTML that nests without end": Kind(_holds("deck/02.md", f"### B? {{#b}}\n\n**Answer:** a\n\n{'<div>' * 5000}\n")),
    "a pipe among the media": Kind(_all(_holds("deck/media/b.png", "x"), lambda: os.mkfifo("deck/media/a.png"))),
    "a device as picture": Kind(_all(lambda: Path("deck/a.png").symlink_to("/dev/zero"), _PICTURE)),
    "an earlier package that is a bomb": Kind(_all(_retires, _holds("dist/mini-en.apkg", _bomb()))),
}  # fmt: skip


def ends() -> dict[str, str]:
    """How each kind ends, in a few words."""
    os.environ["GITHUB_TOKEN"] = "ghp_123"
    return {name: _end(kind) for name, kind in KINDS.items()}


def _end(kind: Kind) -> str:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        write_files(home, SECRETS)
        write_files(
            home, {"clone/deck/deck.yaml": "id: mini\n", "clone/deck/01.md": NOTE, "clone/.git/config": "ghp_1\n"}
        )
        before, here = _outside(home), Path.cwd()
        os.chdir(home / "clone")
        try:
            kind.prepare()
            refused = _refused(kind)
            harm = _harm() if not refused else set()
        finally:
            os.chdir(here)
        if _outside(home) != before or harm:
            return f"HARM: {harm or 'files outside changed'}"
        return f"refused: `{refused}`" if refused else "harmless"


def _refused(kind: Kind) -> str:
    try:
        if kind.fixes:
            fix_ids(Path("deck"))
        build("deck", output=kind.output, run=kind.runs)
    except BuildDeckError as error:
        return error.problems[0].code
    return ""


def _harm() -> set[str]:
    """What a learner would get that the deck should not have."""
    with zipfile.ZipFile("dist/mini-en.apkg") as package:
        files = {name: package.read(name) for name in package.namelist()}
    Path("collection").write_bytes(files["collection.anki2"])
    database = sqlite3.connect("collection")
    fields = "\n".join(row[0] for row in database.execute("SELECT flds FROM notes"))
    database.close()
    media = "\n".join(content.decode("latin-1") for name, content in files.items() if name.isdigit())
    return {word for word in _HARM if word in fields or word in media}


def _outside(home: Path) -> dict[str, bytes]:
    files = (path for path in home.rglob("*") if path.is_file() and home / "clone" not in path.parents)
    git = (home / "clone/.git").rglob("*")
    return {str(path.relative_to(home)): path.read_bytes() for path in (*files, *git) if path.is_file()}


def as_another(folder: Path) -> dict[str, str]:
    """How each kind ends for a user without rights, whose folder this becomes."""
    done = run_as_nobody(__file__, str(folder), folder=folder)
    if done.returncode:
        raise RuntimeError(done.stderr)
    said: dict[str, str] = json.loads(done.stdout)
    return said


def written() -> tuple[dict[str, str], ...]:
    """The columns as the page has them, a user each."""
    lines = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0].splitlines()
    _, _, *rows = ([each.strip() for each in line.strip("|").split("|")] for line in lines)
    return tuple({row[0]: row[1 + number] for row in rows} for number in range(len(USERS)))


def main() -> None:
    """Write the table anew, or print how each kind ends."""
    if len(sys.argv) > 1:
        print(json.dumps(ends()))
        return
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # a user without rights must get there
        columns = [ends(), as_another(Path(folder))]
    rows = [[name, *(column[name] for column in columns)] for name in KINDS]
    lines = [["what the deck tries", *USERS], ["---"] * (1 + len(USERS)), *rows]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    before, begin, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{begin}{table}{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
