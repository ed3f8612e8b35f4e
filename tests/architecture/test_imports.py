"""Importing a module opens no connection: engines are made where the system is put together, and connect when they are used."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.architecture.tree import LAYERS, ROOT, python_files

if TYPE_CHECKING:
    from pathlib import Path

# Migrations are run by alembic, which gives them their context; they are not imported otherwise.
IMPORTED = [path for path in python_files(*LAYERS) if "migrations" not in path.parts]

PROGRAM = """
import importlib, sys
def watch(event, arguments):
    if event in {"socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "os.fork"}:
        raise SystemExit(f"{module} does {event} {arguments!r} as it is imported")
modules = sys.argv[1:]
module = "a library"
for library in ("uuid", "ssl", "sqlite3"):
    importlib.import_module(library)
sys.addaudithook(watch)
for module in modules:
    importlib.import_module(module)
"""


def imported(folder: Path, *modules: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(folder), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run((sys.executable, "-c", PROGRAM, *modules), cwd=folder, env=environment, check=False, capture_output=True, text=True)


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def test_no_module_connects_as_it_is_imported() -> None:
    found = imported(ROOT, *map(module_name, IMPORTED))
    assert found.returncode == 0, found.stderr


def test_a_planted_connection_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import sqlite3\nconnection = sqlite3.connect('x')\n")
    found = imported(tmp_path, "planted")
    assert "planted does sqlite3.connect" in found.stderr
