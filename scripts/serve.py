"""What `make run` does: database, demo data, then web and worker as two processes, as production has them.

Both end when the terminal says so (Ctrl-C) or when one of them ends, so that nobody works against half a system.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
UPGRADE = (*FLASK, "database", "upgrade")
SEED = (*FLASK, "demo", "seed")
WORKER = (*FLASK, "worker")
STARTUP_SECONDS = 60
GRACE_SECONDS = 15
"""Above gunicorn's own patience with requests under way (10 seconds)."""


def web(port: int) -> tuple[str, ...]:
    """The web server's command line: threads, on this machine only."""
    server = (sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--no-control-socket")
    return (*server, "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--graceful-timeout", "10", "--log-level", "warning")


class Ended(Exception):  # noqa: N818  somebody asked for the end; nothing is wrong
    """A signal asked this process to end."""


def end(_signal: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception, once; the clean-up is not interrupted by a second."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Ended


def wait_until_served(port: int, processes: Sequence[subprocess.Popen[bytes]]) -> bool:
    """Wait for the port to answer; False when a process ended first or nothing answered in time."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def taken(port: int) -> bool:
    """Whether another program listens on the port already."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, wait, and end for good those who do not."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve(port: int) -> int:
    """Run web and worker until one ends or a signal comes. Returns this process's exit code: 0 when a signal asked for the end."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        # Sessions of their own: Ctrl-C reaches this process alone, which ends them in order.
        processes.extend(subprocess.Popen(command, start_new_session=True) for command in (web(port), WORKER))  # noqa: S603
        if wait_until_served(port, processes):
            print(f"清鉴 Qingjian: http://127.0.0.1:{port}  (Ctrl-C ends it)", flush=True)
            while all(process.poll() is None for process in processes):
                time.sleep(0.2)
        names = zip(("web", "worker"), processes, strict=True)
        ended = ", ".join(f"{name} ended with {process.returncode}" for name, process in names if process.returncode is not None)
        print(f"Stopped: {ended or f'nothing answered on port {port} within {STARTUP_SECONDS} s'}", file=sys.stderr)
    except Ended:
        return 0
    finally:
        stop(processes)
    return 2


def main() -> int:
    """Prepare and serve. Returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    port = os.environ.get("PORT", "8000")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 1 << 16:
        print(f"PORT must be a port number, not {port!r}", file=sys.stderr)
        return 2
    if taken(int(port)):
        print(f"Port {port} is in use. Choose another: PORT=8001 make run", file=sys.stderr)
        return 2
    mode = os.environ.setdefault("QINGJIAN_MODE", "demo")
    try:
        for command in (UPGRADE, SEED) if mode == "demo" else (UPGRADE,):
            if subprocess.run(command, check=False).returncode:  # noqa: S603
                return 2
    except Ended:
        return 0
    return serve(int(port))


if __name__ == "__main__":
    sys.exit(main())
