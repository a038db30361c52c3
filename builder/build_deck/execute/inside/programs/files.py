"""The files of code that a session's programs run: all written before the first of them starts."""

import os

from ..protocol import Job


def write(folder: str, job: Job) -> None:
    """Write each snippet's code that a program runs to `NUMBER/NAME` in a new folder.

    Afterwards nothing is written there by anyone but the programs, which may have replaced any of it by a link.
    """
    os.mkdir(folder, 0o700)
    for number, snippet in enumerate(job["snippets"]):
        if snippet["language"] in job["programs"]:
            own = f"{folder}/{number}"
            os.mkdir(own, 0o700)
            with open(f"{own}/{snippet['name']}", "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
                file.write(snippet["code"])
