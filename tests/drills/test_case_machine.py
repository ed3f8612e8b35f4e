"""The case machine: random acts of random people on a real case, held against tables written from the design page after every one.

What the tables call unlawful is refused with their code and leaves the log as it was; what they call lawful is done, and the case
folded anew from the store stands where the tables stand. At the end of each case its chain is whole.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.drills.case_acts import ACTS
from tests.drills.case_machine import PUBLISHERS, CaseMachine

if TYPE_CHECKING:
    from collections.abc import Iterator

EARLY = {"out-of-order", "case-closed"}


def machine() -> Any:
    """A machine that counts for itself."""
    return type("CaseMachine", (CaseMachine,), {"done": {}, "refused": {}, "asked": 0, "world": None})


@contextmanager
def counted() -> Iterator[Any]:
    """A machine, its file removed afterwards."""
    made = machine()
    yield made
    if made.world is not None:
        made.world.close()


def search(made: Any, examples: int) -> None:
    """Let hypothesis look for a run of fifty steps where case and tables part, and shorten it."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    tried = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=slow,
    )
    run_state_machine_as_test(made, settings=tried)


def walk(made: Any, seed: int) -> None:
    """One case by one number: hypothesis tries much alike again, a walk never does."""
    chance, on_the_way = Random(seed), made()
    on_the_way.somewhere_on_the_way(chance.getrandbits(48))
    for _ in range(STEPS):
        step = chance.choices(WALK, weights=WEIGHTS)[0]
        getattr(on_the_way, step)(chance.getrandbits(48) if step != "published" else chance.choice(PUBLISHERS))
    on_the_way.teardown()


STEPS = 50
WALKS = 200
TEN_THOUSAND = 10_000
MILLION = 1_000_000
WALK = ("ordinary_step", "something_lawful", "somebody_who_may", "anybody", "upon_a_version", "published", "plans_again", "sent_again", "days_pass")
WEIGHTS = (14, 12, 7, 5, 5, 2, 2, 3, 4)


@pytest.mark.drill
def test_ten_thousand_steps_find_none_where_case_and_tables_part() -> None:
    with counted() as made:
        while made.asked < TEN_THOUSAND:
            search(made, 100)


@pytest.mark.drill
def test_walks_by_number_do_every_act_and_keep_case_and_tables_together() -> None:
    with counted() as made:
        for seed in range(WALKS):
            walk(made, seed)
        assert made.done.keys() >= ACTS.keys(), "each act was done at least once, or the drill proves nothing of it"
        assert {"hidden", "forbidden", "stale", *EARLY} <= made.refused.keys()


@pytest.mark.long
def test_a_million_steps_do_every_act_and_find_none_where_case_and_tables_part() -> None:
    with counted() as made:
        for seed in count(WALKS):
            walk(made, seed)
            if seed % WALKS == 0:
                search(made, 100)
            if made.asked >= MILLION:
                break
        assert made.done.keys() >= ACTS.keys(), "each act was done at least once, or the drill proves nothing of it"


@pytest.mark.drill
def test_a_planted_difference_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A control that loses: tables that let an officer of the bureau endorse plans."""
    monkeypatch.setitem(ACTS, "plan-endorsement", ACTS["plan-endorsement"]._replace(who=lambda _m, _a: {"officer"}))
    with counted() as made, pytest.raises(AssertionError, match="EndorsePlan"):
        search(made, 50)
