"""Arrows point inwards: web → application | projections → domain. import-linter proves it; planted violations prove import-linter."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import LAYERS, ROOT

if TYPE_CHECKING:
    from pathlib import Path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache", "--no-logo")
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


@pytest.fixture
def copy_of_the_source(tmp_path: Path) -> Path:
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, tmp_path / layer, ignore=shutil.ignore_patterns("__pycache__", "static", "translations"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def test_all_layers_hold() -> None:
    found = lint_imports(ROOT)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("module", "planted", "contract"),
    [
        ("domain/law/citation.py", "import application.store", "web → application | projections → domain"),
        ("application/store/__init__.py", "import projections", "web → application | projections → domain"),
        ("projections/__init__.py", "import application.store", "web → application | projections → domain"),
        ("application/store/__init__.py", "import web", "web → application | projections → domain"),
        ("domain/law/citation.py", "import sqlalchemy", "the domain knows no framework"),
        ("domain/fact.py", "import flask", "the domain knows no framework"),
        ("projections/__init__.py", "from flask import Flask", "application and projections know no web framework"),
        ("domain/law/citation.py", "import domain.calendar", "inside the domain: objects → calendar → law → facts"),
    ],
)
def test_a_planted_import_breaks_its_contract(copy_of_the_source: Path, module: str, planted: str, contract: str) -> None:
    with (copy_of_the_source / module).open("a") as source:
        source.write(f"\n{planted}\n")
    found = lint_imports(copy_of_the_source)
    assert found.returncode == 1
    assert f"{contract} BROKEN" in found.stdout
