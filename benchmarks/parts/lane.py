"""The lane all variants run on: the same jobs, one or many threads, every call timed."""

from __future__ import annotations

import gc
import threading
import time
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

J = TypeVar("J")


class Timing(NamedTuple):
    """One run of one variant."""

    calls: int
    seconds: float
    """From the start of the first to the end of the last call."""
    latencies: tuple[float, ...]
    """Seconds of each call."""
    cpu: float
    """Seconds of processor this process used; the database server's are not in it."""

    @property
    def rate(self) -> float:
        """Calls per second."""
        return self.calls / self.seconds


def timed(call: Callable[[J], object], jobs: Sequence[J], threads: int) -> Timing:
    """Do all jobs, shared out to the threads before the clock starts. An error of a job is raised here."""
    shares = [jobs[thread::threads] for thread in range(threads)]
    latencies: list[list[float]] = [[] for _ in shares]
    faults: list[BaseException] = []
    started: list[float] = []
    barrier = threading.Barrier(threads, lambda: started.append(time.perf_counter()))

    def work(share: Sequence[J], taken: list[float]) -> None:
        clock = time.perf_counter
        try:
            barrier.wait()
            for job in share:
                before = clock()
                call(job)
                taken.append(clock() - before)
        except BaseException as fault:  # noqa: BLE001  it is raised in the thread that asked
            faults.append(fault)
            barrier.abort()

    gc.collect()
    gc.freeze()
    cpu = time.process_time()
    workers = [threading.Thread(target=work, args=each) for each in zip(shares, latencies, strict=True)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - started[0] if started else 0.0
    if faults:
        raise faults[0]
    return Timing(len(jobs), seconds, tuple(each for taken in latencies for each in taken), time.process_time() - cpu)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)]


class Summary(NamedTuple):
    """The interleaved runs of one variant, beside those of its floor."""

    name: str
    rates: tuple[float, ...]
    ratio: float | None
    """Median of the runs' rates, each divided by its floor's rate in the same round; none where no floor does the same."""
    p50: float
    p99: float
    cpu: float
    """Seconds of processor per call."""

    @property
    def rate(self) -> float:
        """Median calls per second."""
        return median(self.rates)


def summary(name: str, runs: Sequence[Timing], floor: Sequence[Timing] | None) -> Summary:
    """Put the runs of one variant together. Latencies are those of all runs."""
    latencies = [each for run in runs for each in run.latencies]
    ratio = median(run.rate / base.rate for run, base in zip(runs, floor, strict=True)) if floor else None
    cpu = sum(run.cpu for run in runs) / sum(run.calls for run in runs)
    return Summary(name, tuple(run.rate for run in runs), ratio, percentile(latencies, 0.5), percentile(latencies, 0.99), cpu)
