"""What a figure was measured on: machine, versions, and how long the disk takes to promise a write."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.parts.lane import percentile

LIBRARIES = ("eventsourcing", "sqlalchemy", "psycopg", "msgspec", "orjson")


def sync_latency(folder: Path, writes: int = 300) -> tuple[float, float]:
    """Median and 99th percentile, in seconds, of appending 4 KiB to a file and ``fdatasync``."""
    path = folder / "sync-probe"
    taken = []
    with path.open("wb", buffering=0) as probe:
        for _ in range(writes):
            before = time.perf_counter()
            probe.write(b"\0" * 4096)
            os.fdatasync(probe.fileno())
            taken.append(time.perf_counter() - before)
    path.unlink()
    return percentile(taken, 0.5), percentile(taken, 0.99)


def disk(folder: Path) -> str:
    """The disk's latency as a line of text."""
    p50, p99 = sync_latency(folder)
    return f"disk: 4 KiB appended and fdatasync, median {p50 * 1e6:.0f} µs, p99 {p99 * 1e6:.0f} µs; load {os.getloadavg()[0]:.2f}"


def settle() -> None:
    """Let the disk finish what was filled in, so that nobody measures it."""
    os.sync()


def described(seed: int) -> list[str]:
    """Machine, versions and seed, as lines of text."""
    return [
        f"machine: {_processor()}, {os.cpu_count()} cores, {_memory():.0f} GiB, {platform.system()} {platform.release()}",
        f"versions: Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        + ", ".join(f"{library} {version(library)}" for library in LIBRARIES),
        f"seed: {seed}",
    ]


def _processor() -> str:
    found = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return found[0] if found else platform.processor()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
