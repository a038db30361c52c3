"""Every kind of hostile deck ends as SECURITY.md says, for root and for another user; `make security` writes it anew."""

import os
import tempfile
from pathlib import Path

import pytest
from commands.hostile_decks import KINDS, as_another, ends, written


def test_no_kind_harms_who_builds_it_or_who_learns_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "")
    said = ends()
    assert [name for name, end in said.items() if end.startswith("HARM")] == []
    assert said == written()[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_is_as_safe() -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        assert as_another(Path(folder)) == written()[1]


def test_the_page_has_a_row_for_each_kind() -> None:
    assert list(written()[0]) == list(KINDS)
