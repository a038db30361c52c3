"""The wheel, away from the checkout: what users install."""

import subprocess
import sys
import zipfile
from pathlib import Path

from support import ROOT, open_package, write_files


def test_the_wheel_carries_all_it_needs(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("build_deck-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    write_files(tmp_path, {"q.md": "---\nlang: de\n---\n### Summe? {#a}\n\n```python\nprint(1 + 1)\n```\n"})
    start = "build_deck/commands/new/start"
    assert {path.name for path in (tmp_path / "installed" / start).iterdir()} == {
        path.name for path in (ROOT / "builder" / start).iterdir()
    }
    subprocess.run(
        [sys.executable, "-P", "-m", "build_deck", "q.md"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        check=True,
    )
    with open_package(tmp_path / "dist/q-de.apkg") as collection:
        (card,) = collection.find_cards("")
        assert "<samp>2</samp>" in collection.get_card(card).answer()
