"""Redaction: what a recipient may not see stands in no file of the package, in no mode, derived files included; what one may see does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest

from application.store.event_store import Pending
from application.store.migrate import upgrade
from application.trail.leaf import NO_HEAD
from application.trail.package.disclosing import recipient
from application.trail.package.export import Export
from application.trail.package.extras import Extras
from domain.fact import FieldClass
from domain.papers.paper import PaperName
from domain.register.events import StaffEntered
from domain.trail.events import ExportApproved, Portion
from domain.trail.exporting import PROFILES
from tests.examples.audit import submitted
from tests.trail.filling import MORNING, STAMP, casework_on, sealing_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from application.trail.sealing import Sealing

CASE = UUID(int=5)
SAID = {FieldClass.OFFICIAL: "示例内部意见甲乙丙", FieldClass.BUSINESS_SECRET: "示例工艺机密.pdf", FieldClass.PERSONAL: "示例隐私姓名"}
MAY_SEE = {
    "regulator": {FieldClass.OFFICIAL, FieldClass.BUSINESS_SECRET, FieldClass.PERSONAL},
    "auditor": {FieldClass.OFFICIAL, FieldClass.BUSINESS_SECRET},
    "enterprise": {FieldClass.BUSINESS_SECRET},
    "public": set(),
}
PORTIONS = (Portion(mode="full"), Portion(mode="range", first=0, last=2), Portion(mode="case", case_id=CASE))


@pytest.fixture(scope="module")
def sealing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    """A case with a member of every class."""
    folder = tmp_path_factory.mktemp("redaction")
    url = f"sqlite:///{folder / 'log.sqlite'}"
    upgrade(url)
    casework = casework_on(url)
    staff = StaffEntered(
        reference="s-1",
        title_level="senior",
        title_related=True,
        technical=True,
        certificates=(),
        name=SAID[FieldClass.PERSONAL],
        certificate_numbers=("示例证书-1",),
    )
    handed_in = msgspec.structs.replace(submitted(), paper_names=(PaperName("a" * 64, SAID[FieldClass.BUSINESS_SECRET]),))
    facts = (ExportApproved(note=SAID[FieldClass.OFFICIAL]), handed_in, staff)
    pending = [Pending(CASE, version, fact, STAMP, CASE, MORNING) for version, fact in enumerate(facts, start=1)]
    casework.events.put(pending, heads={CASE: NO_HEAD}, receipts=())
    made = sealing_of(casework, folder)
    made.seal()
    yield made
    casework.engine.dispose()


def test_every_profile_is_in_the_table() -> None:
    assert set(PROFILES) == MAY_SEE.keys()
    assert {code: set(map(FieldClass, recipient(code).opens)) for code in PROFILES} == MAY_SEE


@pytest.mark.parametrize("portion", PORTIONS, ids=lambda portion: portion.mode)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_recipient_sees_the_classes_of_the_profile_and_not_a_word_more(sealing: Sealing, tmp_path: Path, profile: str, portion: Portion) -> None:
    kept = sealing.log.last_checkpoint()
    assert kept is not None
    out = tmp_path / "package"
    Export(sealing.log, kept, portion, profile, str(sealing.signer.key().verifier), Extras(side=True)).write(out)
    files = {path.relative_to(out).as_posix(): unveiled(path) for path in out.rglob("*") if path.is_file()}
    seen = {each for each, value in SAID.items() if any(value in content for content in files.values())}
    assert seen == MAY_SEE[profile]
    assert {row["class"] for row in msgspec.json.decode(files["data/redactions.json"])} == {str(each) for each in SAID.keys() - seen}


def unveiled(path: Path) -> str:
    """The text of a file, with the disclosures in it decoded, and its JSON escapes undone."""
    from base64 import urlsafe_b64decode  # noqa: PLC0415

    content = path.read_bytes()
    if path.suffix == ".jsonl" and path.parent.name == "disclosures":
        rows = [msgspec.json.decode(line) for line in content.splitlines()]
        told = [urlsafe_b64decode(row["disclosure"] + "=" * (-len(row["disclosure"]) % 4)).decode() for row in rows if "disclosure" in row]
        return content.decode() + "".join(told)
    text = content.decode(errors="replace")
    return text + text.encode("ascii", errors="backslashreplace").decode("unicode_escape", errors="replace") if "\\u" in text else text
