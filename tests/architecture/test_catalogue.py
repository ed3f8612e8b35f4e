"""The catalogue of events is whole: topics, terms, classed and documented fields, one evolution each, and nothing changes unseen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

import pytest
import yaml

from docs.declared import members, term_and_duty
from docs.recorders import recorders
from domain.aggregate import Aggregate
from domain.case import audit_case
from domain.case.audit_case import MILESTONES
from domain.catalogue import AGGREGATES, FACTS, CatalogueFault, by_prefix, by_topic, prefix, unfolded
from domain.fact import Fact, Open, Stamp, field_classes

EXPECTED = Path(__file__).with_name("field_classes.yaml")
TOPIC = re.compile(r"[a-z]+(-[a-z]+)*\.[A-Z][A-Za-z]+")


def expected() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = yaml.safe_load(EXPECTED.read_text())
    return read


def found() -> dict[str, dict[str, str]]:
    return {topic: {name: str(each) for name, each in field_classes(fact).items()} for topic, fact in FACTS.items()}


def differences(table: dict[str, dict[str, str]], classes: dict[str, dict[str, str]]) -> list[str]:
    """Fields whose class differs between table and source; ``-`` where one of them does not have the field."""
    listed = []
    for topic in sorted(table.keys() | classes.keys()):
        asked, declared = table.get(topic, {}), classes.get(topic, {})
        listed += [
            f"{topic}.{name}: {asked.get(name, '-')} → {declared.get(name, '-')}"
            for name in sorted(asked.keys() | declared.keys())
            if asked.get(name) != declared.get(name)
        ]
    return listed


def unspoken(fact: type[Fact]) -> list[str]:
    """What a fact does not say of itself: its term, the meaning of a member."""
    silent = [f"{fact.__name__}.{each.name}" for each in members(fact) if not each.meaning]
    return silent if term_and_duty(fact.__doc__) else [fact.__name__, *silent]


class Planted(Fact, frozen=True, kw_only=True):
    """No term of the trade."""

    TOPIC: ClassVar[str] = "planted.Planted"

    said: Open[str]
    """What was said."""
    unsaid: Open[str]


class Unclassed(Fact, frozen=True, kw_only=True):
    """无密级: a field without a class."""

    TOPIC: ClassVar[str] = "planted.Planted"

    bare: str
    """No class."""


class Silent(Aggregate):
    """沉默: folds nothing."""


class Greedy(Aggregate):
    """贪心: folds what is another's."""


@Greedy.evolves(Planted)
def _greedily(aggregate: Greedy, fact: Planted, stamp: Stamp) -> None: ...


@Silent.evolves(Unclassed)
def _silently(aggregate: Silent, fact: Unclassed, stamp: Stamp) -> None: ...


def test_no_field_changes_its_class_unseen() -> None:
    assert differences(expected(), found()) == []


@pytest.mark.parametrize(
    ("planted", "seen"),
    [
        ({"case.Graded": {"score": "open"}}, ["case.Graded.score: open → -"]),
        ({}, ["case.Graded.marks: - → open"]),
        ({"case.Graded": {"marks": "official"}}, ["case.Graded.marks: official → open"]),
    ],
)
def test_a_field_lost_added_or_reclassed_is_seen(planted: dict[str, dict[str, str]], seen: list[str]) -> None:
    declared = {"case.Graded": {} if "score" in planted.get("case.Graded", {}) else {"marks": "open"}}
    assert differences(planted, declared) == seen


def test_every_field_has_a_class() -> None:
    assert found()
    with pytest.raises(TypeError, match=r"Unclassed\.bare has no field class"):
        field_classes(Unclassed)


def test_every_event_says_its_term_and_what_each_member_means() -> None:
    assert [each for fact in FACTS.values() for each in unspoken(fact)] == []
    assert unspoken(Planted) == ["Planted", "Planted.unsaid"]


def test_every_event_has_a_topic_of_its_own_that_reads_aggregate_dot_event() -> None:
    assert [topic for topic in FACTS if not TOPIC.fullmatch(topic)] == []
    with pytest.raises(CatalogueFault, match=r"planted\.Planted is the topic of"):
        by_topic(iter((Planted, Unclassed)))


def test_every_event_is_frozen() -> None:
    assert [topic for topic, fact in FACTS.items() if not fact.__struct_config__.frozen] == []


def test_every_event_has_exactly_one_evolution_in_its_aggregate() -> None:
    assert unfolded(FACTS, AGGREGATES) == ()
    assert unfolded({"planted.Planted": Planted}, {"planted": Silent}) == ("planted.Planted",)
    folded = [fact for aggregate in AGGREGATES.values() for fact in aggregate.evolutions]
    assert len(folded) == len(set(folded)) == len(FACTS)
    with pytest.raises(CatalogueFault, match=r"folded by"):
        by_prefix(iter((Greedy, Silent)))


def test_every_aggregate_says_its_term() -> None:
    assert [aggregate.__name__ for aggregate in AGGREGATES.values() if not term_and_duty(aggregate.__doc__)] == []


def test_the_seven_milestones_stand_under_their_exact_names() -> None:
    assert MILESTONES == ("Planned", "Registered", "Submitted", "Prechecked", "Accepted", "Revised", "Graded")
    assert [FACTS[f"case.{name}"].__name__ for name in MILESTONES] == list(MILESTONES)
    assert {prefix(f"case.{name}") for name in MILESTONES} == {"case"}
    assert AGGREGATES["case"] is audit_case.AuditCase


def test_every_event_is_recorded_by_a_command() -> None:
    known = recorders()
    assert [topic for topic, fact in FACTS.items() if f"{fact.__module__}.{fact.__name__}" not in known] == []
    assert f"{Planted.__module__}.{Planted.__name__}" not in known
