"""The folders of one session."""

import os
import shutil
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scratch:
    """The folders of one session; they are empty when it starts."""

    top: str
    work: str
    home: str
    temporary: str

    @classmethod
    def beneath(cls, top: str, folder: str) -> "Scratch":
        """The folders of a session whose working folder has this name."""
        return cls(top, f"{top}/{folder}", f"{top}/home", f"{top}/tmp")

    def create(self, data: list[str]) -> None:
        """Make the folders, and put the deck's data files into the working folder: links, or copies on Windows."""
        for folder in (self.work, self.home, self.temporary):
            os.mkdir(folder, 0o700)
        for path in data:
            name = f"{self.work}/{os.path.basename(path)}"
            if sys.platform != "win32":
                os.symlink(path, name)
            elif os.path.isdir(path):
                shutil.copytree(path, name)
            else:
                shutil.copyfile(path, name)
