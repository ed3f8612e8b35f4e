"""谁可以: exports and erasures of the log, each command held against every role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from application.commands import trail
from application.permissions.table import permissions
from domain.trail.events import ExportRequested, Portion
from domain.trail.log_entry import LogEntry
from tests.rights.test_audit_review_endings import ACTORS
from tests.scenario import given

if TYPE_CHECKING:
    from application.commands.command import Command

EXPORT = UUID(int=0x21)
REQUEST = ExportRequested(portion=Portion(mode="full"), profile="regulator", basis="示例", recipient="示例")
REVIEWERS = {"regulator", "auditor"}
BUREAU = {"officer", "approver"}
MACHINE = {"clock", "command line"}


class RequestAtHand:
    """A request of somebody's."""

    def __init__(self, asked_by: str) -> None:
        self.on = date(2026, 9, 10)
        self._entry = given(LogEntry, REQUEST).aggregate
        self._entry.asked_by = asked_by

    def find(self, kind: type[LogEntry], aggregate_id: UUID) -> LogEntry | None:
        assert (kind, aggregate_id) == (LogEntry, EXPORT)
        return self._entry


def allowed(command: Command, asked_by: str = ACTORS["regulator"].person) -> set[str]:
    row: Any = permissions()[type(command)]
    return {name for name, actor in ACTORS.items() if row(actor, command, RequestAtHand(asked_by))}


# Who may do what; everybody who is not named may not. That nobody approves what he asked for himself, the domain says.
@pytest.mark.parametrize(
    ("command", "who"),
    [
        (trail.RequestExport(portion=Portion(mode="full"), profile="public", basis="示例", recipient="示例"), REVIEWERS | BUREAU | {"command line"}),
        (trail.ApproveExport(export_id=EXPORT), {"approver"}),
        (trail.DeclineExport(export_id=EXPORT, reason="示例"), {"approver"}),
        (trail.CancelExport(export_id=EXPORT), REVIEWERS | BUREAU | {"command line"}),
        (trail.RecordExport(export_id=EXPORT, size=1, events=1, package_digest="ab" * 32), MACHINE),
        (trail.RecordExportFailure(export_id=EXPORT, cause="nothing-there"), MACHINE),
        (trail.FetchExport(export_id=EXPORT), REVIEWERS | BUREAU | {"command line"}),
        (trail.ProposeErasure(events=(), field_class="personal", basis="示例"), {"officer"}),
        (trail.ApproveErasure(erasure_id=EXPORT), {"approver"}),
        (trail.RecordErasure(erasure_id=EXPORT, removed=()), MACHINE),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, set) else "",
)
def test_only_those_named_may(command: Command, who: set[str]) -> None:
    assert allowed(command) == who


def test_a_regulator_takes_away_nobody_else_s_package() -> None:
    assert "regulator" not in allowed(trail.FetchExport(export_id=EXPORT), asked_by="p-other")


def test_every_command_of_this_topic_is_held_against_the_table() -> None:
    mark = next(mark for mark in test_only_those_named_may.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]  # pytest's
    asked = {type(row[0]) for row in mark.args[1]}
    assert asked == {command for command in permissions() if command.__module__ == trail.__name__}
