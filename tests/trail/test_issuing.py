"""Packages made in the background: asked for by one, approved by another, made once, kept with their digest; or ended in words."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import orjson
import pytest

from application.clock import SetClock
from application.commands.trail import ApproveExport, CancelExport, DeclineExport, FetchExport
from application.outcome import NotAllowedError
from application.trail.exporting import Asked, ask
from application.trail.issuing import CLOCK, Issuing
from application.trail.package.verify import verify
from application.work import Work
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.trail.events import Portion
from domain.trail.log_entry import LogEntry
from tests.trail.filling import APPROVER, MORNING, REGULATOR, fill, leaves, sealing_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from application.casework import Casework

ELSEWHERE = Capacity(person="p-other-regulator", role="regulator")
FULL = Portion(mode="full")


class Cupboard:
    """Papers by digest."""

    def __init__(self, *papers: bytes) -> None:
        self.papers = {hashlib.sha256(each).hexdigest(): each for each in papers}

    def stream(self, digest: str) -> Iterator[bytes]:
        if digest not in self.papers:
            raise FileNotFoundError(digest)
        yield self.papers[digest]


@pytest.fixture
def issuing(casework: Casework, tmp_path: Path) -> Issuing:
    fill(casework, 60, cases=5)
    return Issuing(sealing_of(casework, tmp_path), tmp_path, Cupboard(), worker="one")


def asked(issuing: Issuing, portion: Portion = FULL, profile: str = "regulator") -> UUID:
    return ask(issuing.sealing.casework, Asked(portion, profile, "示例依据", "示例监管单位"), REGULATOR)


def approved(issuing: Issuing, portion: Portion = FULL) -> UUID:
    export_id = asked(issuing, portion)
    issuing.sealing.casework.handle(ApproveExport(export_id=export_id), APPROVER)
    return export_id


def go_on() -> bool:
    return True


def entry(issuing: Issuing, export_id: UUID) -> LogEntry:
    return Work(issuing.sealing.casework).get(LogEntry, export_id)


def test_an_approved_export_is_made_once_and_kept_with_the_digest_of_its_file(issuing: Issuing) -> None:
    export_id = approved(issuing)
    assert issuing.round([export_id], go_on) == 1
    path = issuing.kept.path(export_id)
    run = issuing.runs.of([export_id])[export_id]
    assert (run["state"], run["file_digest"]) == ("made", hashlib.sha256(path.read_bytes()).hexdigest())
    assert run["octets"] == path.stat().st_size
    found = verify(str(path), str(issuing.sealing.signer.key().verifier))
    assert found.exit_code == 0, found.text()
    assert issuing.round([export_id], go_on) == 0


def test_nobody_approves_what_he_asked_for_himself(issuing: Issuing) -> None:
    both = Capacity(person=REGULATOR.person, role="bureau-approver")
    with pytest.raises(Refused) as no:
        issuing.sealing.casework.handle(ApproveExport(export_id=asked(issuing)), both)
    assert no.value.code == "asked-and-approved-by-one"
    for other in (REGULATOR, CLOCK):
        with pytest.raises(NotAllowedError):
            issuing.sealing.casework.handle(ApproveExport(export_id=asked(issuing)), other)


def test_what_was_not_approved_is_not_made(issuing: Issuing) -> None:
    waiting, declined, cancelled = (asked(issuing) for _ in range(3))
    issuing.sealing.casework.handle(DeclineExport(export_id=declined, reason="范围过大"), APPROVER)
    issuing.sealing.casework.handle(CancelExport(export_id=cancelled), REGULATOR)
    assert issuing.round([waiting, declined, cancelled], go_on) == 0
    assert not issuing.kept.path(waiting).exists()


def test_only_who_asked_withdraws(issuing: Issuing) -> None:
    export_id = approved(issuing)
    with pytest.raises(Refused) as no:
        issuing.sealing.casework.handle(CancelExport(export_id=export_id), ELSEWHERE)
    assert no.value.code == "export-asked-by-another"
    issuing.sealing.casework.handle(CancelExport(export_id=export_id), REGULATOR)
    assert entry(issuing, export_id).cancelled


def test_an_export_withdrawn_while_it_is_made_leaves_no_file(issuing: Issuing) -> None:
    export_id = approved(issuing)
    withdrawn: list[bool] = []

    def withdrawing() -> bool:
        if issuing.runs.of([export_id]) and not withdrawn:
            withdrawn.append(True)
            issuing.sealing.casework.handle(CancelExport(export_id=export_id), REGULATOR)
        return True

    fill(issuing.sealing.casework, 600, cases=5, seed=4)
    assert issuing.round([export_id], withdrawing) == 0
    assert withdrawn
    assert not issuing.kept.path(export_id).exists()
    assert issuing.runs.of([export_id]) == {}


def test_a_case_that_is_not_there_ends_the_request_in_words(issuing: Issuing) -> None:
    export_id = approved(issuing, Portion(mode="range", first=0, last=5_000))
    assert issuing.round([export_id], go_on) == 0
    assert entry(issuing, export_id).failed
    told = [orjson.loads(each) for each in leaves(issuing.sealing.casework)]
    assert [each["data"]["cause"] for each in told if each["type"] == "trail.ExportFailed"] == ["nothing-there"]


def test_without_a_key_the_package_waits_and_is_tried_again_later(issuing: Issuing) -> None:
    export_id, clock = approved(issuing), issuing.sealing.casework.clock
    assert isinstance(clock, SetClock)
    key = issuing.sealing.signer.path.read_bytes()
    issuing.sealing.signer.path.unlink()
    assert issuing.round([export_id], go_on) == 0
    assert issuing.runs.of([export_id])[export_id]["fault"] == "signing"
    issuing.sealing.signer.path.touch(mode=0o600)
    issuing.sealing.signer.path.write_bytes(key)
    assert issuing.round([export_id], go_on) == 0
    clock.moment = MORNING + timedelta(minutes=6)
    assert issuing.round([export_id], go_on) == 1


def test_a_package_in_hand_is_nobody_else_s_until_its_maker_has_died(issuing: Issuing) -> None:
    export_id, clock = approved(issuing), issuing.sealing.casework.clock
    assert isinstance(clock, SetClock)
    assert issuing.runs.claim(export_id, "another")
    assert issuing.round([export_id], go_on) == 0
    clock.moment = MORNING + timedelta(minutes=11)
    assert issuing.round([export_id], go_on) == 1


def test_a_worker_asked_to_end_leaves_nothing_half_made(issuing: Issuing) -> None:
    fill(issuing.sealing.casework, 600, cases=5, seed=4)
    export_id = approved(issuing)
    asked_so_far: list[bool] = []

    def once() -> bool:
        asked_so_far.append(True)
        return len(asked_so_far) < 2

    assert issuing.round([export_id], once) == 0
    assert list(issuing.kept.path(export_id).parent.iterdir()) == []
    assert issuing.runs.of([export_id]) == {}


def test_progress_is_told_while_it_is_made(issuing: Issuing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("application.trail.issuing.TOLD_EVERY", 0.0)
    fill(issuing.sealing.casework, 600, cases=5, seed=4)
    export_id = approved(issuing)
    seen: list[tuple[int, int]] = []

    def watching() -> bool:
        seen.extend((run["done"], run["total"]) for run in issuing.runs.of([export_id]).values())
        return True

    assert issuing.round([export_id], watching) == 1
    assert any(0 < done < total for done, total in seen)


def test_a_regulator_takes_away_what_he_asked_for_and_the_log_says_so(issuing: Issuing) -> None:
    export_id = approved(issuing)
    casework = issuing.sealing.casework
    with pytest.raises(Refused) as no:
        casework.handle(FetchExport(export_id=export_id), REGULATOR)
    assert no.value.code == "nothing-to-fetch"
    issuing.round([export_id], go_on)
    casework.handle(FetchExport(export_id=export_id), REGULATOR)
    with pytest.raises(NotAllowedError):
        casework.handle(FetchExport(export_id=export_id), ELSEWHERE)
    told = [orjson.loads(each) for each in leaves(casework)]
    assert [each["actorid"] for each in told if each["type"] == "trail.ExportFetched"] == [REGULATOR.person]
