"""The pictures of docs/preview.md: a file of the shipped deck in the preview, by light and by night.

Called without arguments: `python docs/shoot_preview.py`.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "builder")]

from chromium import browser, program  # noqa: E402 - found by the line above
from previewing import previewed  # noqa: E402

FILE = "deck/en/02-methods.md"


def main() -> None:
    """Write docs/preview.png and docs/preview-night.png."""
    os.chdir(ROOT)
    with browser(program() or "chromium") as page, previewed(FILE) as preview:
        preview.settled()
        note = next(note for note in preview.notes() if 'class="bd-output' in preview.side(note["id"]))
        page.prefers("light")
        page.open(preview.address, 1280, 760)
        entry = f"document.querySelector('[data-key$=\"/{note['id']}\"]')"
        page.wait(f"!!{entry}")
        page.ask(f"{entry}.click()")
        page.ask("document.activeElement.blur()")
        page.press(" ")
        page.wait("!!document.getElementById('desktop').contentDocument?.querySelector('.bd-output')")
        page.picture(ROOT / "docs/preview.png")
        page.press("n")
        page.wait("document.getElementById('narrow').contentDocument?.body?.classList.contains('nightMode')")
        page.wait("!!document.getElementById('narrow').contentDocument?.querySelector('.bd-output')")
        page.picture(ROOT / "docs/preview-night.png")


if __name__ == "__main__":
    main()
