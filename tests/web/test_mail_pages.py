"""邮件: each person says what it wants by mail, on a page or by a program; an administrator sees what did not get through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from application.identity import Entry
from application.mail import PAUSES
from application.messages import KINDS
from domain.register.credit_code import enterprise_id
from tests.clock.office import Office
from tests.clock.test_mail import tell
from tests.examples.acceptance import LAST_DAY
from tests.examples.register import CODE
from tests.web.browser import Browser
from tests.web.test_pages import sound
from web.mail_switches import AUDIENCES

if TYPE_CHECKING:
    from tests.stories.driver import Someone, Town

NOWHERE = "smtp://127.0.0.1:1?from=qingjian@bureau.example"


def at(town: Town, who: Someone, role: str, organisation: str = "") -> Browser:
    town.catch_up()
    browser = Browser(town)
    assert browser.signs_in_by_button(who, role, organisation).status_code == 302
    return browser


@pytest.fixture
def signer(demo: Town) -> Someone:
    found = demo.of_enterprise(CODE)
    demo.system.identity.enter([Entry(found.person, "示例签章人", mail="signer@enterprise.example")])
    return found


def wanted(someone: Someone) -> dict[str, bool]:
    return {each["kind"]: each["wanted"] for each in someone.sees("/mail-switches")["items"]}


def test_a_page_has_a_switch_for_each_kind_and_keeps_what_was_chosen(demo: Town, signer: Someone) -> None:
    page = at(demo, signer, "enterprise-signer", str(enterprise_id(CODE)))
    shown = page.opens("/mail")
    assert sound(shown)
    assert "signer@enterprise.example" in shown.text
    assert "revision-reminder" in shown.text
    assert "extension-requested" not in shown.text, "that is for the bureau"
    page.client.post(
        "/mail",
        data={"csrf_token": page.token("/mail"), "wanted": ["revision-lapsed", "extension-requested"]},
        base_url=page.at,
        headers={"Referer": page.at + "/"},
    )
    found = wanted(signer)
    assert {kind for kind, is_wanted in found.items() if is_wanted} == {"revision-lapsed"}
    assert demo.system.outbox.unwanted(signer.person) == found.keys() - {"revision-lapsed"}


def test_a_program_switches_one_kind(signer: Someone) -> None:
    assert all(wanted(signer).values())
    assert signer.asks("/mail-switches/revision-reminder", method="DELETE").body == {"kind": "revision-reminder", "wanted": False}
    assert [kind for kind, is_wanted in wanted(signer).items() if not is_wanted] == ["revision-reminder"]
    assert signer.asks("/mail-switches/revision-reminder", method="PUT").status == 200
    assert all(wanted(signer).values())
    for kind in ("no-such-kind", "extension-requested"):
        assert signer.asks(f"/mail-switches/{kind}", method="DELETE").status == 404


def test_every_kind_is_some_role_s(demo: Town) -> None:
    kinds: set[str] = set()
    for role in AUDIENCES:
        organisation = {"consultant": "91440300MA5FAKE0X1"}.get(role)
        kinds |= wanted(demo.person(role, organisation or (enterprise_id(CODE) if role.startswith(("enterprise", "expert")) else None))).keys()
    assert kinds == set(KINDS)


def test_who_gets_no_messages_is_told_so(demo: Town) -> None:
    assert wanted(demo.person("auditor")) == {}
    assert "您的身份没有邮件通知" in at(demo, demo.person("auditor"), "auditor").opens("/mail").text


def test_an_administrator_sees_what_fails_and_lets_it_try_again(demo: Town, signer: Someone) -> None:
    office = Office(demo.system.casework, demo.system.projector, demo.clock)
    demo.on(LAST_DAY - timedelta(days=20))
    office.accepted(1)
    demo.on(LAST_DAY)
    office.round(demo.clock.moment)
    administrator = at(demo, demo.person("administrator"), "administrator")
    assert "没有失败的邮件" in administrator.opens("/mail/failures").text
    tell(office, NOWHERE)
    shown = administrator.opens("/mail/failures")
    assert sound(shown)
    assert "示例签章人" in shown.text
    assert "ConnectionRefusedError" in shown.text
    for pause in PAUSES:
        office.clock.moment += pause
        tell(office, NOWHERE)
    assert demo.system.outbox.counts()["failed"] == 1
    administrator = at(demo, demo.person("administrator"), "administrator")
    assert administrator.sends("/mail/failures", token=administrator.token("/mail/failures")).status_code == 303
    assert demo.system.outbox.counts()["waiting"] == 1


def test_nobody_else_sees_it(demo: Town, signer: Someone) -> None:
    officer = at(demo, demo.person("bureau-officer"), "bureau-officer")
    assert officer.opens("/mail/failures").status_code == 403
    assert officer.sends("/mail/failures", token=officer.token("/mail")).status_code == 403
