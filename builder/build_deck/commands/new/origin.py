"""Where this program was installed from, for whoever is to install the same."""

import json
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

_REACHED = ("https://", "ssh://")
"""How the addresses begin that another machine reaches too."""


def requirement(version: str) -> str:
    """Return the line of a requirements.txt that installs this version of the program, from where it came here."""
    try:
        noted = metadata.distribution("build-deck").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        noted = "{}"
    return f"build-deck=={version}" if noted is None else requirement_of(json.loads(noted), version)


def requirement_of(noted: Mapping[str, Any], version: str) -> str:
    """Return that line for what an installer noted (PEP 610), which it does where the program is from no index.

    The name alone would then get whatever an index has under it. What lies on this machine is a checkout, whose own
    origin others reach; or else the line names a release's wheel in the deck's folder, and fails until it is there.
    """
    url = str(noted.get("url", ""))
    commit = noted.get("vcs_info", {}).get("commit_id", "")
    if url.startswith("file:") and "dir_info" in noted:
        folder = url2pathname(urlsplit(url).path)
        url, commit = _git(folder, "remote", "get-url", "origin"), _git(folder, "rev-parse", "HEAD")
    if not url.startswith(_REACHED):
        return f"./build_deck-{version}-py3-none-any.whl"
    return f"build-deck @ git+{url}@{commit}" if commit else f"build-deck @ {url}"


def _git(folder: str, *arguments: str) -> str:
    """Return what git says of the folder; nothing where it is no checkout of its own."""
    if not Path(folder, ".git").exists():
        return ""
    try:
        done = subprocess.run(
            ["git", "-C", folder, *arguments], capture_output=True, encoding="utf-8", check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
