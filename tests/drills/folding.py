"""A process that folds the log into the read models and is killed over and over: ``python -m tests.drills.folding URL KILLS SEED``.

Each child folds in small batches from where the one before was killed. It imports once and opens nothing before it forks.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from application.store.engine import make_engine
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from web.record_log import RecordLog

BATCH = 20
LONGEST = 0.3
"""Seconds a child works at most."""


def fold(url: str, begun: int) -> None:
    """Fold until the end of the log; give a sign when it begins."""
    engine = make_engine(url)
    projector = Projector(engine, RecordLog(engine), READ_MODELS, batch=BATCH)
    projector.prepare()
    os.write(begun, b".")
    projector.catch_up()


def main(url: str, kills: int, seed: int) -> None:
    """Kill so many children, each after a while of its own; says how many were killed at work."""
    dice, at_work = random.Random(seed), 0
    for _ in range(kills):
        sign, begun = os.pipe()
        child = os.fork()
        if not child:
            fold(url, begun)
            os._exit(0)
        os.read(sign, 1)
        time.sleep(dice.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.close(sign)
        os.close(begun)
        at_work += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    sys.stdout.write(str(at_work))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
