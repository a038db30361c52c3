"""The picture of the house in docs/ is the contract that import-linter holds."""

import re
import tomllib
from pathlib import Path

from support import ROOT


def _layers() -> list[set[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each["type"] == "layers" and each["containers"] == ["build_deck"])
    assert contract["exhaustive"]
    return [{room.strip() for room in layer.split("|")} for layer in contract["layers"] if layer != "__main__"]


def test_the_picture_is_the_contract() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    picture = text.split("```")[1].strip().splitlines()
    drawn = [{room.strip() for room in re.split(r" {3,}", line)[0].split("|")} for line in picture]
    assert drawn == _layers()


def test_every_file_that_the_picture_names_is_there() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    rooms = ROOT / "builder/build_deck"
    named = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py)?)`", text))
    paths = {name for name in named if "/" in name or name.endswith(".py")}
    assert paths == {name for name in paths if Path(rooms, name).exists()}
    assert len(paths) >= 3
