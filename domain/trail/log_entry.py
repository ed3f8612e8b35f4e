"""日志记事: the log's own stream, one export, or one erasure: which of them, its id says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.aggregate import Aggregate
from domain.trail.events import (
    Alarmed,
    CaseHeads,
    DisclosureErased,
    DisclosureRestricted,
    ErasureApproved,
    ErasureProposed,
    ExportApproved,
    ExportCancelled,
    ExportDeclined,
    Exported,
    ExportFailed,
    ExportFetched,
    ExportRequested,
    Genesis,
    KeyRotated,
    Timestamped,
)

if TYPE_CHECKING:
    from uuid import UUID

    from domain.fact import Stamp


class LogEntry(Aggregate):
    """日志记事: what the log says of itself, folded."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.verifier_key: str | None = None
        self.request: ExportRequested | None = None
        self.erasure: ErasureProposed | None = None
        self.asked_by: str | None = None
        self.approvers: tuple[str, ...] = ()
        self.declined = False
        self.cancelled = False
        self.failed = False
        self.package_digest: str | None = None
        self.closed = False


@LogEntry.evolves(Genesis)
def _begin(entry: LogEntry, fact: Genesis, stamp: Stamp) -> None:
    entry.verifier_key = fact.verifier_key


@LogEntry.evolves(KeyRotated)
def _rotate(entry: LogEntry, fact: KeyRotated, stamp: Stamp) -> None:
    entry.verifier_key = fact.new_key


@LogEntry.evolves(CaseHeads)
def _seal(entry: LogEntry, fact: CaseHeads, stamp: Stamp) -> None: ...


@LogEntry.evolves(Timestamped)
def _timestamp(entry: LogEntry, fact: Timestamped, stamp: Stamp) -> None: ...


@LogEntry.evolves(Alarmed)
def _alarm(entry: LogEntry, fact: Alarmed, stamp: Stamp) -> None: ...


@LogEntry.evolves(ExportRequested)
def _request(entry: LogEntry, fact: ExportRequested, stamp: Stamp) -> None:
    entry.request = fact
    entry.asked_by = stamp.by.person


@LogEntry.evolves(ExportApproved)
def _approve(entry: LogEntry, fact: ExportApproved, stamp: Stamp) -> None:
    entry.approvers = (*entry.approvers, stamp.by.person)


@LogEntry.evolves(ExportDeclined)
def _decline(entry: LogEntry, fact: ExportDeclined, stamp: Stamp) -> None:
    entry.declined = True


@LogEntry.evolves(ExportCancelled)
def _cancel(entry: LogEntry, fact: ExportCancelled, stamp: Stamp) -> None:
    entry.cancelled = True


@LogEntry.evolves(ExportFailed)
def _fail(entry: LogEntry, fact: ExportFailed, stamp: Stamp) -> None:
    entry.failed = True


@LogEntry.evolves(Exported)
def _export(entry: LogEntry, fact: Exported, stamp: Stamp) -> None:
    entry.package_digest = fact.package_digest


@LogEntry.evolves(ExportFetched)
def _fetch(entry: LogEntry, fact: ExportFetched, stamp: Stamp) -> None: ...


@LogEntry.evolves(ErasureProposed)
def _propose(entry: LogEntry, fact: ErasureProposed, stamp: Stamp) -> None:
    entry.erasure = fact
    entry.asked_by = stamp.by.person


@LogEntry.evolves(ErasureApproved)
def _agree(entry: LogEntry, fact: ErasureApproved, stamp: Stamp) -> None:
    entry.approvers = (*entry.approvers, stamp.by.person)


@LogEntry.evolves(DisclosureErased)
def _erase(entry: LogEntry, fact: DisclosureErased, stamp: Stamp) -> None:
    entry.closed = True


@LogEntry.evolves(DisclosureRestricted)
def _restrict(entry: LogEntry, fact: DisclosureRestricted, stamp: Stamp) -> None:
    entry.closed = True
