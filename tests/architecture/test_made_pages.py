"""Pages made from the source (`make docs`) say what the source says."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.architecture.tree import ROOT, python_files, text

if TYPE_CHECKING:
    from pathlib import Path


def page(maker: Path) -> Path:
    return maker.with_name(f"{maker.stem.removeprefix('make_').replace('_', '-')}.md")


def made(maker: Path) -> str:
    command = (sys.executable, "-m", ".".join(maker.with_suffix("").parts))
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_every_made_page_is_up_to_date() -> None:
    makers = [path for path in python_files("docs") if path.name.startswith("make_")]
    assert [str(page(maker)) for maker in makers if text(page(maker)) != made(maker)] == []
