"""A program: the verdicts, as JSON, of the hostile snippets of one table in one tier; `hostile_run.py TIER TABLE`."""

import json
import sys
import tempfile
from pathlib import Path

from execute.hostile import verdicts
from execute.security import ALL

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder, "secret")
        secret.write_text("hunter2", "utf-8")
        said = verdicts(ALL[sys.argv[2]], sys.argv[1], str(secret))
        json.dump({"victim": str(secret), "verdicts": said}, sys.stdout)
