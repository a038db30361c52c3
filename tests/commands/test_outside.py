"""A deck that a stranger wrote has its own folder and its repository, and nothing else of who builds it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support import Result, run_command, write_files

NOTE = "### Who? $(touch ran) {#who}\n\n**Answer:** Me.\n"
SNIPPET = "### What? {#what}\n\n**Answer:** This.\n\n```python\nprint(1)\n```\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a secret and a clone in it; commands run in the clone."""
    (tmp_path / "home").mkdir()
    write_files(tmp_path / "home", {"secret.py": "print('password')\n", ".bash_profile": "mine\n", "notes/a.md": NOTE})
    write_files(tmp_path / "home/clone", {"deck/deck.yaml": "id: mini\n", "deck/01.md": NOTE, ".git/config": "token\n"})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "home/clone")
    return tmp_path / "home"


def _say(line: str) -> None:
    with Path("deck/deck.yaml").open("a") as file:
        file.write(f"{line}\n")


def _tree(folder: Path) -> dict[str, bytes]:
    """Everything in the home folder but what the clone holds."""
    files = (path for path in folder.rglob("*") if path.is_file() and folder / "clone" not in path.parents)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if ".local" not in path.parts}


COMMANDS = [
    ["build"],
    ["build", "--no-run"],
    ["build", "--update"],
    ["verify"],
    ["verify", "--update"],
    ["lint", "--fix"],
]


def _each_command(most: int | None = None) -> list[Result]:
    return [run_command(command[0], "deck", *command[1:]) for command in COMMANDS[:most]]


@pytest.mark.parametrize(
    ("line", "place", "path"),
    [
        ("lock: ../../.bash_profile", "2:7", "../../.bash_profile"),
        ("lock: /tmp/../etc/profile.d/x.sh", "2:7", None),
        ("recordings: ../../recorded", "2:13", "../../recorded"),
        ("snippets: ../..", "2:11", "../.."),
        ("media: ../../", "2:8", "../.."),
        ("data: [deck.yaml, ../../secret.py]", "2:19", "../../secret.py"),
        ("data: ../../secret.py", "2:7", "../../secret.py"),
        ("style: ../../secret.py", "2:8", "../../secret.py"),
        ("editions: {en: {path: ../../notes}}", "2:23", "../../notes"),
        ("data: [../.git/config]", "2:8", "../.git/config"),
        ("lock: ../.git/hooks/post-checkout", "2:7", "../.git/hooks/post-checkout"),
    ],
)
def test_what_deck_yaml_names_outside_is_refused_with_its_line(
    home: Path, line: str, place: str, path: str | None
) -> None:
    before = _tree(home)
    _say(line)
    target = "/etc/profile.d/x.sh" if path is None else os.path.abspath(f"deck/{path}")  # noqa: PTH100
    for result in _each_command(None if "profile" in line else 2):
        assert result.status == 1, result
        assert f"deck/deck.yaml:{place}: error[outside-deck]: " in result.stderr
        assert f"allow it: `--allow {target}`." in result.stderr
    assert _tree(home) == before


@pytest.mark.parametrize("name", ["deck.lock", "snippets", "snippets/recorded", "media", "01.md", "deck.yaml"])
def test_a_link_out_of_the_deck_is_refused(home: Path, name: str) -> None:
    before = _tree(home)
    Path("deck/03.md").write_text(NOTE.replace("{#who}", "{#who-else}"))
    link = Path("deck", name)
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(home / ("notes/a.md" if "." in name else "notes"))
    for result in _each_command(None if name == "deck.lock" else 2):
        assert result.status == 1, result
        assert f"deck/{name}:1:1: error[outside-deck]: deck/{name} leads out of the deck" in result.stderr or (
            name == "snippets" and "error[outside-deck]" in result.stderr
        )
    assert _tree(home) == before


def _linked_dist(home: Path) -> Result:
    Path("dist").symlink_to(home / "notes")
    return run_command("deck")


def _linked_package(home: Path) -> Result:
    Path("dist").mkdir()
    Path("dist/mini-en.apkg").symlink_to(home / ".bash_profile")
    return run_command("deck")


def _linked_output(home: Path) -> Result:
    Path("out").symlink_to(home / "notes")
    return run_command("deck", "-o", "out")


def _linked_file(home: Path) -> Result:
    Path("my.apkg").symlink_to(home / ".bash_profile")
    return run_command("deck", "-o", "my.apkg")


def _linked_report(home: Path) -> Result:
    Path("report.xml").symlink_to(home / ".bash_profile")
    return run_command("verify", "deck", "--junit", "report.xml")


def _linked_report_folder(home: Path) -> Result:
    Path("reports").symlink_to(home / "notes")
    return run_command("verify", "deck", "--json", "reports/new.json")


def _linked_source(home: Path) -> Result:
    Path("other").symlink_to(home / "notes")
    return run_command("lint", "other", "--fix")


@pytest.mark.parametrize(
    "attempt",
    [
        _linked_dist, _linked_package, _linked_output, _linked_file, _linked_report, _linked_report_folder,
        _linked_source,
    ],
)  # fmt: skip
def test_a_link_of_the_clone_is_no_way_out_of_it(home: Path, attempt: Callable[[Path], Result]) -> None:
    before = _tree(home)
    result = attempt(home)
    assert result.status in (1, 2), result
    assert "Traceback" not in result.stderr
    assert str(home) in result.stderr
    assert _tree(home) == before


@pytest.mark.parametrize("name", [".build-deck", ".build-deck/builds", ".build-deck/last"])
def test_nothing_is_kept_through_a_link(home: Path, name: str) -> None:
    before = _tree(home)
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).symlink_to(home / "notes")
    Path("deck/02.md").write_text(SNIPPET)
    assert run_command("deck").status == 0
    assert _tree(home) == before


def test_a_recording_that_is_a_link_is_not_written_through(home: Path) -> None:
    before = _tree(home)
    Path("deck/02.md").write_text(SNIPPET)
    Path("deck/snippets/recorded").mkdir(parents=True)
    Path("deck/snippets/recorded/what.yaml").symlink_to(home / ".bash_profile")
    for result in (run_command("deck", "--update"), run_command("verify", "deck", "--update")):
        assert result.status == 1, result
        assert "what.yaml" in result.stderr
    assert _tree(home) == before


def test_a_lock_linked_inside_the_repository_stays_linked(home: Path) -> None:
    Path("locks").mkdir()
    Path("deck/deck.lock").symlink_to("../locks/mini.lock")
    assert run_command("deck").status == 0
    assert Path("deck/deck.lock").is_symlink()
    assert "note/en/who" in Path("locks/mini.lock").read_text()
    assert home.exists()


def test_the_user_may_allow_what_a_deck_names(home: Path) -> None:
    _say("lock: ../../mini.lock\ndata: ../../secret.py")
    assert run_command("deck").status == 1
    result = run_command("deck", "--allow", str(home / "mini.lock"), "--allow", "../secret.py")
    assert result.status == 0, result
    assert "note/en/who" in (home / "mini.lock").read_text()


def test_a_folder_that_the_user_names_elsewhere_is_written_to(home: Path) -> None:
    (home / "mine").symlink_to(home / "notes")
    assert run_command("deck", "-o", "../mine").status == 0
    assert (home / "notes/mini-en.apkg").exists()


def test_a_variable_is_given_to_a_deck_by_its_user_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _say("environment: [PATH_TO, GITHUB_TOKEN]")
    Path("deck/02.md").write_text(SNIPPET.replace("print(1)", "import os\nprint(os.environ['GITHUB_TOKEN'])"))
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_123")
    for command in (["build"], ["verify"]):
        result = run_command(*command, "deck")
        assert result.status == 1
        assert result.stderr.startswith(
            "deck/deck.yaml:2:24: error[needs-consent]: The deck asks for the environment variable `GITHUB_TOKEN`: its "
            "snippets would see it, and cards may. If you trust whoever wrote this deck, allow it: "
            "`--allow-environment GITHUB_TOKEN`."
        )
    assert run_command("deck", "--allow-environment", "GITHUB_TOKEN", "-q").status == 0
    assert "ghp_123" in Path("deck/snippets/recorded/what.yaml").read_text()
    assert run_command("deck", "--no-run", "-q").status == 0
    assert run_command("lint", "deck").status == 0
    assert home.exists()


def test_what_nobody_has_set_needs_no_consent(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _say("environment: [UNSET_HERE, SEED]")
    Path("deck/02.md").write_text(SNIPPET)
    monkeypatch.setenv("SEED", "7")
    assert run_command("deck").status == 0
    assert home.exists()


@pytest.mark.parametrize("line", ["data: [..]", "snippets: .."])
def test_what_is_hidden_among_a_decks_data_is_not_read(home: Path, line: str) -> None:
    """The whole repository may be data: git's files, which may hold a token, and `.env` are not."""
    write_files(Path(), {"one.csv": "1\n", "sub/.env": "SECRET=1\n", "sub/two.csv": "2\n"})
    code = f"import os\nos.chdir('{home}/clone')\nprint(open('one.csv').read(), open('sub/two.csv').read(), open('NAME').read())"
    Path("deck/deck.yaml").write_text(f"id: mini\n{line}\n")
    for name in (".git/config", "sub/.env"):
        Path("deck/02.md").write_text(
            f"### B? {{#b}}\n\n**Answer:** a\n\n```python\n{code.replace('NAME', name)}\n```\n"
        )
        result = run_command("deck", "--update")
        assert result.status == 1
        assert f"error[snippet-denied]: The snippet tried to read {home}/clone/{name}" in result.stderr
