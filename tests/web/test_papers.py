"""材料: taken by content, refused in plain words and quickly, kept by digest, given out as downloads to whom they concern."""

from __future__ import annotations

import hashlib
import io
import resource
import time
import zipfile
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from application.clock import SetClock
from application.papers.cabinet import Cabinet
from application.papers.inspection import LARGEST
from application.store.engine import make_engine
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.register.credit_code import enterprise_id
from tests.examples.register import CODE
from tests.stories.trade import Trade
from tests.web.conftest import MORNING
from tests.web.test_forms import FIELD, sends
from tests.web.test_pages import at_the_desk, sound

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tests.stories.driver import Town
    from tests.web.browser import Browser

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x00IEND\xaeB`\x82"
SECONDS = 2
TWO_HUNDRED = 200_000_000
KILOBYTES = 50_000
BY = Capacity(person="示例", role="enterprise-filler")


def office(parts: dict[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An Office file of these parts."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", packed) as file:
        for name, content in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            file.writestr(name, content)
    return found.getvalue()


SHEET = {"xl/workbook.xml": b"<workbook/>"}
TAKEN = {
    "a report.pdf": PDF,
    "a picture called report.pdf": PNG,
    "a workbook.xlsx": office(SHEET),
    "a text.docx": office({"word/document.xml": b"<document/>"}),
    "a photograph.jpg": b"\xff\xd8\xff\xe0 \xff\xd9",
}
REFUSED = {
    "a program": (b"MZ\x90\x00" + bytes(100), "paper-type-unknown"),
    "a page": (b"<html><script>alert(1)</script></html>", "paper-type-unknown"),
    "an archive": (office({"report.txt": b"x"}), "paper-type-unknown"),
    "a workbook with macros": (office(SHEET | {"xl/vbaProject.bin": b"x"}), "paper-with-macros"),
    "a document of a macro type": (office({"[Content_Types].xml": b"macroEnabled", "word/document.xml": b"x"}), "paper-with-macros"),
    "a report that runs a script": (PDF.replace(b"<<>>endobj", b"<</S/JavaScript>>endobj"), "paper-with-macros"),
    "an encrypted report": (PDF.replace(b"trailer<<>>", b"trailer<</Encrypt 5 0 R>>"), "paper-encrypted"),
    "an encrypted workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "paper-encrypted"),
    "a workbook of 1997": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "paper-of-old-format"),
    "a bomb": (office(SHEET | {"xl/a.xml": bytes(400_000_000)}), "paper-swollen"),
    "many parts": (office(SHEET | {f"xl/{number}": b"" for number in range(6_000)}), "paper-swollen"),
    "a report with an archive behind it": (PDF + office({"x": b"x"}), "paper-of-two-kinds"),
    "a picture with a page behind it": (PNG + b"<html>", "paper-of-two-kinds"),
    "a report cut short": (PDF[:20], "paper-damaged"),
    "a workbook cut short": (office(SHEET)[:60], "paper-damaged"),
    "nothing": (b"", "paper-nothing"),
}


@pytest.fixture
def trade(demo: Town) -> Trade:
    return Trade(demo)


@pytest.fixture
def case(trade: Trade) -> str:
    return trade.on_the_plan_list()


def signer(trade: Trade) -> Browser:
    return at_the_desk(trade, trade.signer, "enterprise-signer", str(enterprise_id(CODE)))


def hands_in(browser: Browser, case: str, content: bytes, name: str = "示例审核计划.pdf") -> TestResponse:
    """Send the registration with nothing but its audit plan."""
    path = f"/cases/{case}/acts/registration"
    keys = dict(FIELD.findall(browser.opens(path).text))
    return sends(browser, path, keys, **{"audit_plan_digest~file": (io.BytesIO(content), name)})


def stored(trade: Trade, content: bytes) -> bool:
    return trade.town.system.papers.holds(hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("name", TAKEN)
def test_a_paper_is_taken_by_its_content(trade: Trade, case: str, name: str) -> None:
    page = hands_in(signer(trade), case, TAKEN[name], name)
    assert hashlib.sha256(TAKEN[name]).hexdigest() in page.text
    assert stored(trade, TAKEN[name])


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_at_once_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    content, code = REFUSED[name]
    begun = time.monotonic()
    with pytest.raises(Refused) as no:
        Cabinet(make_engine("sqlite://"), SetClock(MORNING), f"file://{tmp_path}").take(io.BytesIO(content), "示例.pdf", BY)
    assert no.value.code == code
    assert time.monotonic() - begun < SECONDS
    assert list(tmp_path.rglob("*")) == []


def test_the_refusal_stands_beside_the_control(trade: Trade, case: str) -> None:
    page = hands_in(signer(trade), case, REFUSED["a bomb"][0])
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'href="#f-audit_plan_digest"' in page.text
    assert trade.town.system.papers.entries(UUID(case)) == []


def test_fifty_megabytes_are_the_most(tmp_path: Path) -> None:
    with pytest.raises(Refused) as no:
        Cabinet(make_engine("sqlite://"), SetClock(MORNING), f"file://{tmp_path}").take(io.BytesIO(b"%PDF-" + bytes(LARGEST)), "示例.pdf", BY)
    assert no.value.code == "paper-too-large"


class Endless(io.RawIOBase):
    """A body that says how large it is and hands out zeros without holding them."""

    def __init__(self, length: int) -> None:
        self.left = length

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]  # the stream's way
        given = min(len(into), self.left)
        into[:given] = bytes(given)
        self.left -= given
        return given


def test_an_upload_of_two_hundred_megabytes_is_refused_at_once_in_little_memory(trade: Trade, case: str) -> None:
    browser = signer(trade)
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    page = browser.client.post(
        f"/cases/{case}/acts/registration",
        base_url=browser.at,
        headers={"Referer": f"{browser.at}/"},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"wsgi.input": io.BufferedReader(Endless(TWO_HUNDRED)), "CONTENT_LENGTH": str(TWO_HUNDRED)},
    )
    assert page.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert time.monotonic() - begun < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < KILOBYTES


def handed_in(trade: Trade, case: str) -> str:
    """Digest of an audit plan on the record."""
    hands_in(signer(trade), case, PDF)
    digest = hashlib.sha256(PDF).hexdigest()
    trade.registers(case, audit_plan_digest=digest)
    return digest


def test_a_paper_is_a_download_and_never_a_page(trade: Trade, case: str) -> None:
    digest = handed_in(trade, case)
    got = at_the_desk(trade, trade.officer, "bureau-officer").opens(f"/cases/{case}/papers/{digest}")
    assert (got.status_code, got.data) == (200, PDF)
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_who_may_not_have_a_paper_learns_nothing_of_it(trade: Trade, case: str) -> None:
    hands_in(signer(trade), case, PDF)
    digest = hashlib.sha256(PDF).hexdigest()
    officer = at_the_desk(trade, trade.officer, "bureau-officer")
    assert officer.opens(f"/cases/{case}/papers/{digest}").status_code == 404  # not handed in yet
    assert signer(trade).opens(f"/cases/{case}/papers/{digest}").status_code == 200
    elsewhere = at_the_desk(trade, trade.town.person("district-officer", "440306"), "district-officer", "440306")
    assert elsewhere.opens(f"/cases/{case}/papers/{digest}").status_code == 404
    assert officer.opens(f"/cases/{case}/papers/{'0' * 64}").status_code == 404


def test_the_papers_of_a_case_are_listed(trade: Trade, case: str) -> None:
    handed_in(trade, case)
    page = at_the_desk(trade, trade.officer, "bureau-officer").opens(f"/cases/{case}/papers")
    assert sound(page)
    assert "示例审核计划.pdf" in page.text
