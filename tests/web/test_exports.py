"""Exports at the desk and over the interface: asked for, decided, made, taken away; and the public log."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from base64 import b64decode
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from application.trail.checkpoint import parse_checkpoint
from application.trail.issuing import CLOCK
from application.trail.note import open_note, parse_verifier
from application.trail.package.verify import verify
from application.trail.signer import Signer
from application.trail.tree import check_consistency, check_inclusion
from projections.exports import approved
from tests.stories.trade import Trade
from tests.web.browser import Browser
from tests.web.test_pages import sound
from web.signing import issuing_of, sealing_of

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tests.stories.driver import Someone, Town

ASKED = {"mode": "full", "case": "", "first": "", "last": "", "profile": "regulator", "basis": "示例依据", "recipient": "示例监管单位"}


@pytest.fixture
def trade(demo: Town) -> Trade:
    trade = Trade(demo)
    trade.on_the_plan_list()
    return trade


@pytest.fixture
def regulator(trade: Trade) -> Someone:
    return trade.town.person("regulator")


def at_the_desk(trade: Trade, who: Someone, role: str) -> Browser:
    trade.town.catch_up()
    browser = Browser(trade.town)
    assert browser.signs_in_by_button(who, role).status_code == 302
    return browser


def asks(browser: Browser, **changed: str) -> TestResponse:
    token = browser.token("/exports/new")
    return browser.sends("/exports/new", token=token, command_id=str(uuid4()), **(ASKED | changed))


def asked(browser: Browser, trade: Trade, **changed: str) -> str:
    response = asks(browser, **changed)
    assert response.status_code == 302, response.text
    trade.town.catch_up()
    return response.headers["Location"]


def work(town: Town) -> int:
    """What the worker does."""
    town.catch_up()
    with town.system.reading() as connection:
        waiting = approved(connection, 10)
    made = issuing_of(town.system, "worker@test", CLOCK).round(waiting, lambda: True)
    town.catch_up()
    return made


def decides(trade: Trade, browser: Browser, page: str, do: str, note: str = "") -> TestResponse:
    response = browser.sends(f"{page}/decision", token=browser.token(page), do=do, note=note)
    trade.town.catch_up()
    return response


def test_a_regulator_asks_the_bureau_approves_and_the_package_proves_itself(trade: Trade, regulator: Someone, tmp_path: Path) -> None:
    desk = at_the_desk(trade, regulator, "regulator")
    page = asked(desk, trade)
    assert "待批准" in desk.opens(page).text
    assert decides(trade, at_the_desk(trade, trade.approver, "bureau-approver"), page, "approve", "同意").status_code == 302
    assert 'http-equiv="refresh"' in desk.opens(page).text
    assert work(trade.town) == 1
    assert sound(desk.opens(page))
    token = desk.token(page)
    taken = desk.sends(f"{page}/package", token=token)
    (tmp_path / "package.zip").write_bytes(taken.data)
    taken.close()
    trade.town.catch_up()
    shown = desk.opens(page).text
    assert hashlib.sha256(taken.data).hexdigest() in shown
    vkey = str(Signer(trade.town.system.settings.signing_key).key().verifier)
    found = verify(str(tmp_path / "package.zip"), vkey)
    assert found.exit_code == 0, found.text()
    assert vkey.replace("+", "&#43;") in shown or vkey in shown
    names = {name.partition("/")[2] for name in zipfile.ZipFile(io.BytesIO(taken.data)).namelist()}
    assert {"data/side/ocel2.json", "data/side/log.xes", "data/side/events.csv", "data/side/derivation.json", "data/verify/witness.py"} <= names
    assert len(re.findall(r"监管", shown[shown.index('id="fetches"') :])) >= 1


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(trade: Trade, regulator: Someone) -> None:
    desk = at_the_desk(trade, regulator, "regulator")
    response = asks(desk, mode="case", case="QJ-2026-999999", basis="", recipient="留着")
    assert response.status_code == 422
    assert sound(desk.opens("/exports/new"))
    assert {'id="case-err"', 'id="basis-err"'} <= set(re.findall(r'id="\w+-err"', response.text))
    assert "QJ-2026-999999" in response.text
    assert "留着" in response.text
    response = asks(desk, mode="range", first="x", last="3")
    assert 'id="first-err"' in response.text
    response = asks(desk, basis="")
    assert 'id="basis-err"' in response.text


def test_a_refused_request_says_why_to_who_asked_and_to_the_auditor(trade: Trade, regulator: Someone) -> None:
    page = asked(at_the_desk(trade, regulator, "regulator"), trade)
    approver = at_the_desk(trade, trade.approver, "bureau-approver")
    assert decides(trade, approver, page, "decline").status_code == 422
    assert decides(trade, approver, page, "decline", "范围过大").status_code == 302
    auditor = at_the_desk(trade, trade.town.person("auditor"), "auditor")
    for desk in (at_the_desk(trade, regulator, "regulator"), auditor):
        assert "范围过大" in desk.opens(page).text


def test_who_asked_withdraws_and_others_cannot(trade: Trade, regulator: Someone) -> None:
    desk = at_the_desk(trade, regulator, "regulator")
    page = asked(desk, trade)
    assert desk.sends(f"{page}/withdrawal", token=desk.token(page)).status_code == 302
    trade.town.catch_up()
    assert "已撤回" in desk.opens(page).text


def test_a_request_is_nobody_else_s_to_see(trade: Trade, regulator: Someone) -> None:
    page = asked(at_the_desk(trade, regulator, "regulator"), trade)
    other = at_the_desk(trade, trade.town.person("regulator"), "regulator")
    assert other.opens(page).status_code == 404
    assert page not in other.opens("/exports").text
    assert trade.signer.looks_for(page).status == 404
    assert trade.signer.looks_for("/exports").status == 403


def test_a_request_nobody_can_carry_out_ends_in_words(trade: Trade, regulator: Someone) -> None:
    desk = at_the_desk(trade, regulator, "regulator")
    page = asked(desk, trade, mode="range", first="0", last="999999")
    decides(trade, at_the_desk(trade, trade.approver, "bureau-approver"), page, "approve")
    assert work(trade.town) == 0
    assert "检查点之下没有这个案件或区间" in desk.opens(page).text


def test_the_pages_are_sound_for_everybody_in_both_languages(trade: Trade, regulator: Someone) -> None:
    page = asked(at_the_desk(trade, regulator, "regulator"), trade)
    people = ((regulator, "regulator"), (trade.officer, "bureau-officer"), (trade.approver, "bureau-approver"))
    for who, role in people:
        desk = at_the_desk(trade, who, role)
        for language in ("zh", "en"):
            desk.opens(f"/language/{language}")
            for path in ("/exports", "/exports/new", page, "/public/trail"):
                assert sound(desk.opens(path)), (role, path)
    sealing_of(trade.town.system, CLOCK).seal()
    assert sound(Browser(trade.town).opens("/public/trail"))


def test_the_interface_does_the_same(trade: Trade, regulator: Someone) -> None:
    body = {"portion": {"mode": "full"}, "profile": "regulator", "basis": "示例依据", "recipient": "示例监管单位"}
    export = f"/exports/{regulator.posts('/exports', body).body['id']}"
    trade.approver.changes(export, "approval", note="")
    assert work(trade.town) == 1
    row = regulator.sees(export)
    assert (row["state"], row["progress"]["octets"] > 0) == ("made", True)
    headers = {"Authorization": f"Bearer {regulator.secret}"}
    taken = trade.town.app.test_client(use_cookies=False).get(f"/api/v1{export}/package", headers=headers)
    assert hashlib.sha256(taken.data).hexdigest() == row["progress"]["file_digest"]
    taken.close()
    assert [each["person"] for each in regulator.sees(export)["fetches"]] == [regulator.person]
    assert [each["export_id"] for each in regulator.sees("/exports?state=made")["items"]] == [export.removeprefix("/exports/")]


# --------------------------------------------------------------------------------------------------------------- public log


def test_everybody_reads_checkpoint_tiles_and_proofs_and_nobody_an_entry(trade: Trade) -> None:
    sealing = sealing_of(trade.town.system, CLOCK)
    old = sealing.seal().checkpoint
    trade.town.person("leadership")
    new = sealing.seal().checkpoint
    client = trade.town.app.test_client(use_cookies=False)
    note = client.get("/api/v1/trail/checkpoint")
    key = parse_verifier(client.get("/api/v1/trail").get_json()["keys"][0]["verifier_key"])
    checkpoint = parse_checkpoint(open_note(note.text, [key]))
    assert checkpoint.size == new.size
    assert "max-age" in note.headers["Cache-Control"]
    assert client.get("/api/v1/trail/checkpoint", headers={"If-None-Match": note.headers["ETag"]}).status_code == 304
    proven = client.get("/api/v1/trail/inclusion?index=3").get_json()
    check_inclusion(3, checkpoint.size, b64decode(proven["leaf"]), [b64decode(each) for each in proven["path"]], checkpoint.root)
    proven = client.get(f"/api/v1/trail/consistency?old={old.size}").get_json()
    check_consistency(old.size, new.size, old.root, new.root, [b64decode(each) for each in proven["path"]])
    tile = client.get(f"/api/v1/trail/tile/0/000.p/{new.size}")
    assert (len(tile.data), "immutable" in tile.headers["Cache-Control"]) == (32 * new.size, True)
    for path in (
        f"tile/entries/000.p/{new.size}",
        "tile/0/000",
        "tile/9/000",
        "checkpoints/1",
        "timestamps/1",
        "checkpoints/x",
        f"inclusion?index={new.size}",
    ):
        assert client.get(f"/api/v1/trail/{path}").status_code == 404, path
    assert client.get("/api/v1/trail/witness-request?old=0").text.startswith("old 0\n")
    assert client.get("/api/v1/trail/inclusion?index=-1").status_code == 422


def test_before_anything_is_signed_the_log_says_so(trade: Trade) -> None:
    client = trade.town.app.test_client(use_cookies=False)
    assert client.get("/api/v1/trail/checkpoint").status_code == 404
    assert "还没有检查点" in client.get("/public/trail").text
