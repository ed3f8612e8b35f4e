"""The files of the checkout, for the tests that read the source."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "application", "projections", "web")


def tracked() -> list[Path]:
    """Files that are, or would be, committed: those git knows and those it does not ignore, relative to the root."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [Path(name) for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders, relative to the root."""
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in folders]


def text(path: Path) -> str:
    """The content of a file named relative to the root; empty for pictures and the like."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content else content.decode()
