"""Software of others that reads our packages; built once per run from what the lock installs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Checked = subprocess.CompletedProcess[str]

HERE = Path(__file__).parent


def ran(*command: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program of others and keep what it says."""
    return subprocess.run([str(each) for each in command], cwd=cwd, check=False, capture_output=True, text=True)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Builds a program of this folder upon Go's note and tlog, as they lie vendored in the Go distribution."""
    root = next(Path(folder) / "go" for folder in sys.path if (Path(folder) / "go/src/cmd/vendor/golang.org/x/mod/sumdb").is_dir())
    work = tmp_path_factory.mktemp("go")
    module = work / "path/src/golang.org/x"
    module.mkdir(parents=True)
    (module / "mod").symlink_to(root / "src/cmd/vendor/golang.org/x/mod")
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(work / "path"),
        "GOROOT": str(root),
        "GOCACHE": str(work / "cache"),
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "",
        "CGO_ENABLED": "0",
    }

    def build(name: str) -> Path:
        command = [str(root / "bin/go"), "build", "-o", str(work / name), str(HERE / f"{name}.go")]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        return work / name

    return build


@pytest.fixture(scope="session")
def sumdb(built: Callable[[str], Path]) -> Callable[[Path, str], Checked]:
    """Checks a package: note, every record, every tile."""
    program = built("sumdb")
    return lambda package, vkey: ran(program, package, vkey)


@pytest.fixture(scope="session")
def cosigned(built: Callable[[str], Path]) -> Callable[[Path, str, str], Checked]:
    """Opens a checkpoint under the key of the log and that of a witness."""
    program = built("cosigned")
    return lambda checkpoint, log, witness: ran(program, checkpoint, log, witness)
