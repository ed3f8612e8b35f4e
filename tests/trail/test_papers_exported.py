"""Papers in packages: their bytes go along by digest, where they are kept and the recipient may have them; the others are named."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING
from uuid import UUID

import orjson

from application.commands.trail import ApproveExport
from application.store.event_store import Pending
from application.trail.issuing import Issuing
from application.trail.leaf import NO_HEAD
from application.trail.package.verify import verify
from domain.papers.paper import Paper
from domain.trail.events import Portion
from tests.examples.audit import submitted
from tests.trail.filling import APPROVER, MORNING, STAMP, sealing_of
from tests.trail.packages import resum
from tests.trail.test_issuing import Cupboard, asked, go_on

if TYPE_CHECKING:
    from pathlib import Path

    from application.casework import Casework


def submission(casework: Casework, *papers: bytes) -> UUID:
    """A case in which papers were handed in; returns its id."""
    handed_in = tuple(Paper("audit-report", hashlib.sha256(each).hexdigest(), len(each), "application/pdf") for each in papers)
    case = UUID(int=77, version=4)
    casework.events.put([Pending(case, 1, submitted(papers=handed_in, paper_names=()), STAMP, case, MORNING)], heads={case: NO_HEAD}, receipts=())
    return case


def exported(casework: Casework, folder: Path, papers: Cupboard, portion: Portion, profile: str = "regulator") -> Path:
    issuing = Issuing(sealing_of(casework, folder), folder, papers, worker="one")
    export_id = asked(issuing, portion, profile)
    casework.handle(ApproveExport(export_id=export_id), APPROVER)
    assert issuing.round([export_id], go_on) == 1
    with zipfile.ZipFile(issuing.kept.path(export_id)) as found:
        found.extractall(folder / "package")
    assert verify(str(issuing.kept.path(export_id)), str(issuing.sealing.signer.key().verifier)).exit_code == 0
    return next((folder / "package").iterdir())


def test_papers_go_along_by_digest_where_they_are_kept_and_those_missing_are_named(casework: Casework, tmp_path: Path) -> None:
    kept, lost = b"%PDF-kept", b"%PDF-lost"
    case = submission(casework, kept, lost)
    package = exported(casework, tmp_path, Cupboard(kept), Portion(mode="case", case_id=case))
    digests = [hashlib.sha256(each).hexdigest() for each in (kept, lost)]
    assert (package / f"data/payload/sha256/{digests[0][:2]}/{digests[0]}").read_bytes() == kept
    told = orjson.loads((package / "data/papers.json").read_bytes())
    assert (told["named"], told["included"], told["absent"]) == (2, 1, [{"digest": digests[1], "why": "not-kept"}])


def test_papers_stay_behind_for_those_who_may_not_have_them(casework: Casework, tmp_path: Path) -> None:
    kept = b"%PDF-kept"
    case = submission(casework, kept)
    package = exported(casework, tmp_path, Cupboard(kept), Portion(mode="case", case_id=case), "public")
    assert not (package / "data/payload").exists()
    assert orjson.loads((package / "data/papers.json").read_bytes())["absent"][0]["why"] == "profile"


def test_a_paper_that_is_not_what_its_name_says_stays_behind_by_name(casework: Casework, tmp_path: Path) -> None:
    papers = Cupboard(b"%PDF-kept")
    (digest,) = papers.papers
    papers.papers[digest] = b"something else"
    case = submission(casework, b"%PDF-kept")
    package = exported(casework, tmp_path, papers, Portion(mode="case", case_id=case))
    assert orjson.loads((package / "data/papers.json").read_bytes())["absent"] == [{"digest": digest, "why": "damaged"}]


def test_a_paper_dropped_added_or_kept_silent_about_is_found(casework: Casework, tmp_path: Path) -> None:
    kept, lost = b"%PDF-kept", b"%PDF-lost"
    case = submission(casework, kept, lost)
    package = exported(casework, tmp_path, Cupboard(kept), Portion(mode="case", case_id=case))
    key = (package / "data/trail/log.vkey").read_text()
    paper, told = next((package / "data/payload").rglob("*/????????????????*")), package / "data/papers.json"
    strange = hashlib.sha256(b"strange").hexdigest()
    added = package / f"data/payload/sha256/{strange[:2]}/{strange}"
    for touched, content in ((paper, None), (told, told.read_bytes().replace(b"not-kept", b"profiles")), (added, b"strange"), (told, None)):
        before = touched.read_bytes() if touched.exists() else None
        touched.parent.mkdir(exist_ok=True)
        touched.unlink() if content is None else touched.write_bytes(content)
        resum(package)
        assert verify(str(package), key).states["completeness"] == "broken"
        touched.unlink() if before is None else touched.write_bytes(before)
        resum(package)
        assert verify(str(package), key).exit_code == 0
