"""What names a place of this machine is told without it."""

from dataclasses import replace

import pytest
from build_deck.errors import Location
from build_deck.execute.places import without_lines, without_places
from execute.sessions import PATH, session_of


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            "/usr/lib/python3.11/site-packages/torch/nn/x.py:12: UserWarning: y",
            "site-packages/torch/nn/x.py:12: UserWarning: y",
        ),
        ("/home/a b/x", "/home/a b/x"),
        (
            "/root/.venv/lib/python3.13/site-packages/a.py and /usr/lib/python3/dist-packages/b.py",
            "site-packages/a.py and dist-packages/b.py",
        ),
        (r"C:\Python\Lib\site-packages\a.py:1", r"site-packages\a.py:1"),
        ("'/tmp/build-deck-ab_12x/0/scratch/work/data.csv'", "'work/data.csv'"),
        ("FileNotFoundError: /var/tmp/x/build-deck-q/scratch/tmp/z", "FileNotFoundError: tmp/z"),
        ('File "/usr/local/lib/python3.12/threading.py", line 5', 'File "python3.12/threading.py", line 5'),
        ("https://example.org/site-packages/x", "https://example.org/site-packages/x"),
        ("1/2 and a/b", "1/2 and a/b"),
    ],
)
def test_paths_are_cut_to_what_they_are_everywhere(told: str, shown: str) -> None:
    assert without_places(told) == shown


def test_lines_are_those_of_the_code() -> None:
    session = session_of("a\nb", "c")
    text = f'{PATH}:12: UserWarning\n  File "{PATH}", line 111, in f\n{PATH}:99: x\nsub/{PATH}:12: y'
    assert without_lines(text, session.snippets) == (
        '<stdin>:2: UserWarning\n  File "<stdin>", line 1, in f\n01-notes.md:99: x\nsub/deck/en/01-notes.md:12: y'
    )


def test_a_snippet_file_keeps_its_name_and_lines() -> None:
    (fence,) = session_of("a", file="shown.py").snippets
    file = replace(fence, origin=Location("snippets/shown.py", 1))
    assert without_lines("snippets/shown.py:7: UserWarning", [file]) == "shown.py:7: UserWarning"
