"""`make run`: web and worker start together and end together. The program behind them is a small fake of the same outline."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from tests.architecture.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = """
import os, time
from pathlib import Path
from flask import Flask

app = Flask(__name__)

@app.get("/")
def page():
    return os.environ["QINGJIAN_MODE"]

def note(name):
    with Path("calls").open("a") as calls:
        calls.write(f"{name} {os.getpid()}\\n")

@app.cli.group()
def database(): ...

@database.command()
def upgrade():
    note("upgrade")

@app.cli.group()
def demo(): ...

@demo.command()
def seed():
    note("seed")

@app.cli.command()
def worker():
    note("worker")
    while not Path("worker-shall-end").exists():
        time.sleep(0.05)
"""


class Run:
    """One start of the launcher in a folder with the fake program."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "wsgi.py").write_text(PROGRAM)
        given = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PORT": str(self.port)}
        self.process = subprocess.Popen(
            (sys.executable, "-m", "scripts.serve"), cwd=folder, env=given | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def page(self) -> str:
        for _ in range(300):
            if self.process.poll() is None:
                try:
                    with urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
                        return str(answer.read().decode())
                except OSError:
                    time.sleep(0.1)
        pytest.fail("nothing was served")

    def calls(self) -> dict[str, int]:
        """What the fake program was asked to do, in order, with the process that did it."""
        return {name: int(pid) for name, pid in (line.split() for line in (self.folder / "calls").read_text().splitlines())}

    def wait_for_worker(self) -> None:
        for _ in range(300):
            if (self.folder / "calls").exists() and "worker" in self.calls():
                return
            time.sleep(0.1)
        pytest.fail("the worker was not started")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    started = Run(tmp_path)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
    started.process.communicate(timeout=30)


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_web_and_worker_end_when_asked(run: Run, asked: signal.Signals) -> None:
    assert run.page() == "demo"
    run.wait_for_worker()
    assert list(run.calls()) == ["upgrade", "seed", "worker"]
    run.process.send_signal(asked)
    assert run.process.wait(timeout=30) == 0
    assert not runs(run.calls()["worker"])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", run.port)) != 0


def test_the_web_does_not_outlive_the_worker(run: Run) -> None:
    run.page()
    run.wait_for_worker()
    (run.folder / "worker-shall-end").touch()
    assert run.process.wait(timeout=30) == 2
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", run.port)) != 0


def test_in_production_no_demo_data_is_made(tmp_path: Path) -> None:
    run = Run(tmp_path, QINGJIAN_MODE="production")
    assert run.page() == "production"
    run.wait_for_worker()
    run.process.terminate()
    run.process.communicate(timeout=30)
    assert list(run.calls()) == ["upgrade", "worker"]


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "８０００"])
def test_a_port_that_is_none_is_refused_before_anything_starts(tmp_path: Path, port: str) -> None:
    run = Run(tmp_path, PORT=port)
    assert run.process.wait(timeout=30) == 2
    _, errors = run.process.communicate()
    assert errors.startswith("PORT must be")
    assert not (tmp_path / "calls").exists()


def test_a_port_in_use_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        run = Run(tmp_path, PORT=str(other.getsockname()[1]))
        assert run.process.wait(timeout=30) == 2
        run.process.communicate()
    assert not (tmp_path / "calls").exists()
