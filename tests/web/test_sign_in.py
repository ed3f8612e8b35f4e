"""登录: a session begins with a secret of its own, acts in one capacity, and ends when it is ended."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from application.commands.register import RevokeRole
from application.credentials import IDLE, LONGEST
from application.identity import ATTEMPTS_AT_ONE_LOGIN, ATTEMPTS_FROM_ONE_PLACE, WINDOW, Identity, SignInFailedError, TooManyAttemptsError
from domain.fact import Capacity
from domain.law.reason import Reason
from tests.web.browser import Browser

if TYPE_CHECKING:
    from tests.stories.driver import Someone, Town

PASSWORD = "correct horse battery"
NANSHAN = "440305"


@pytest.fixture
def officer(town: Town) -> Someone:
    """With a password whose hash costs little, for these tests guess often."""
    town.system.identity = Identity(town.system.engine, town.clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    found = town.person("bureau-officer")
    town.system.identity.set_password(found.person, PASSWORD)
    return found


def signed_in(town: Town, officer: Someone) -> Browser:
    browser = Browser(town)
    response = browser.signs_in(officer.person, PASSWORD)
    assert response.status_code == 302, response.text
    assert browser.opens("/").status_code == 200
    return browser


def is_out(browser: Browser) -> bool:
    return browser.opens("/").status_code == 302


# ----------------------------------------------------------------------------------------------------------------- sessions


def test_who_signs_in_comes_to_the_desk(town: Town, officer: Someone) -> None:
    signed_in(town, officer)


def test_a_wrong_password_says_no_more_than_a_wrong_login(town: Town, officer: Someone) -> None:
    answers = [Browser(town).signs_in(login, password) for login, password in ((officer.person, "wrong horse battery"), ("nobody", PASSWORD))]
    assert [answer.status_code for answer in answers] == [422, 422]
    said = [re.sub(r'value="[^"]*"', "", answer.text) for answer in answers]
    assert said[0] == said[1]
    assert "登录名或密码不正确" in said[0]


def test_the_cookie_is_bound_to_host_and_tls_and_closed_to_scripts(town: Town, officer: Someone) -> None:
    browser = Browser(town)
    given = [value for value in browser.signs_in(officer.person, PASSWORD).headers.getlist("Set-Cookie") if value.startswith("__Host-qingjian=")]
    assert len(given) == 1
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in given[0].split(";")}


def test_signing_in_again_gives_another_secret_and_ends_the_first(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    first = browser.cookie("__Host-qingjian")
    browser.sends("/sign-in/role", token=browser.token("/"), role="bureau-officer")
    second = browser.cookie("__Host-qingjian")
    assert None not in {first, second}
    assert first != second
    browser.client.set_cookie("__Host-qingjian", str(first), secure=True)
    assert is_out(browser)


def test_a_secret_brought_along_is_not_taken_over(town: Town, officer: Someone) -> None:
    browser = Browser(town)
    browser.client.set_cookie("__Host-qingjian", "planted", secure=True)
    browser.signs_in(officer.person, PASSWORD)
    assert browser.cookie("__Host-qingjian") != "planted"


def test_a_cookie_kept_after_signing_out_opens_nothing(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    kept = browser.cookie("__Host-qingjian")
    assert kept
    browser.sends("/sign-out", token=browser.token("/"))
    assert browser.cookie("__Host-qingjian") is None
    browser.client.set_cookie("__Host-qingjian", kept, secure=True)
    assert is_out(browser)


def test_a_session_nobody_uses_ends(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    town.clock.moment += IDLE + timedelta(minutes=1)
    assert is_out(browser)


def test_a_session_in_use_lasts_a_working_day_and_no_longer(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    for _ in range(LONGEST // timedelta(minutes=30)):
        town.clock.moment += timedelta(minutes=29)
        assert not is_out(browser)
    town.clock.moment += timedelta(minutes=29)
    assert is_out(browser)


def test_a_closed_account_ends_sessions_and_tokens_at_once(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    town.system.identity.disable(officer.person)
    assert is_out(browser)
    assert officer.asks("/worklist", method="GET").status == 401


def test_another_password_ends_the_sessions(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    town.system.identity.set_password(officer.person, "another horse battery")
    assert is_out(browser)


def test_a_role_taken_away_ends_at_once(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    taken = RevokeRole(person_id=UUID(officer.person), role="bureau-officer", organisation=None, reasons=(Reason("调离"),))
    town.system.casework.handle(taken, Capacity("p-administrator", "administrator"))
    assert is_out(browser)
    assert officer.asks("/worklist", method="GET").status == 401


def test_a_token_expires(town: Town, officer: Someone) -> None:
    secret = town.system.credentials.issue_token(Capacity(officer.person, "bureau-officer"), "示例", timedelta(days=1))
    assert town.system.credentials.bearer(secret) is not None
    town.clock.moment += timedelta(days=1)
    assert town.system.credentials.bearer(secret) is None


def test_a_token_withdrawn_opens_nothing(town: Town, officer: Someone) -> None:
    assert officer.secret
    town.system.credentials.end_token(officer.secret)
    assert officer.asks("/worklist", method="GET").status == 401


def test_no_secret_is_kept(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    kept = repr(tables(town))
    assert str(officer.secret) not in kept
    assert (browser.cookie("__Host-qingjian") or "?") not in kept
    assert PASSWORD not in kept


def tables(town: Town) -> list[object]:
    from application.store.identity_tables import ACCOUNTS, SESSIONS, SIGN_IN_ATTEMPTS, TOKENS  # noqa: PLC0415

    with town.system.reading() as connection:
        return [connection.execute(table.select()).all() for table in (ACCOUNTS, SESSIONS, TOKENS, SIGN_IN_ATTEMPTS)]


# -------------------------------------------------------------------------------------------------------------------- roles


def test_who_has_several_roles_chooses_one(town: Town, officer: Someone) -> None:
    town.second_role(officer, "auditor")
    browser = Browser(town)
    response = browser.signs_in(officer.person, PASSWORD)
    assert response.headers["Location"].startswith("/sign-in/role")
    assert is_out(browser)
    assert browser.sends("/sign-in/role", role="auditor").status_code == 302
    assert "审计" in browser.opens("/cases").text


def test_nobody_chooses_a_role_that_is_not_theirs(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    assert browser.sends("/sign-in/role", token=browser.token("/"), role="bureau-approver").status_code == 404


def test_choosing_takes_five_minutes_at_most(town: Town, officer: Someone) -> None:
    town.second_role(officer, "auditor")
    browser = Browser(town)
    browser.signs_in(officer.person, PASSWORD)
    town.clock.moment += timedelta(minutes=6)
    assert browser.sends("/sign-in/role", role="auditor").status_code == 401


# --------------------------------------------------------------------------------------------------------------------- demo


def test_in_a_demo_people_sign_in_by_a_button(demo: Town) -> None:
    officer = demo.person("district-officer", NANSHAN)
    demo.catch_up()
    browser = Browser(demo)
    page = browser.opens("/sign-in").text
    assert officer.person in page
    assert browser.signs_in_by_button(officer, "district-officer", NANSHAN).status_code == 302
    assert "南山区" in browser.opens("/").text


def test_in_production_there_is_no_button(town: Town, officer: Someone) -> None:
    assert Browser(town).signs_in_by_button(officer, "bureau-officer").status_code == 404


def test_a_person_without_a_password_has_none_that_fits(town: Town) -> None:
    someone = town.person("bureau-officer")
    assert Browser(town).signs_in(someone.person, "").status_code == 422


# --------------------------------------------------------------------------------------------------------- guesses and forms


def test_guesses_are_counted_before_they_are_looked_at(town: Town, officer: Someone) -> None:
    def guess(number: int) -> str:
        try:
            town.system.identity.sign_in(officer.person, f"guess number {number}", "192.0.2.1")
        except SignInFailedError:
            return "looked at"
        except TooManyAttemptsError:
            return "refused"
        return "in"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(guess, range(40)))
    assert outcomes.count("looked at") <= ATTEMPTS_FROM_ONE_PLACE
    assert "refused" in outcomes
    assert "in" not in outcomes
    with pytest.raises(TooManyAttemptsError):
        town.system.identity.sign_in(officer.person, PASSWORD, "192.0.2.1")


def test_a_stranger_does_not_lock_somebody_out_from_elsewhere(town: Town, officer: Someone) -> None:
    for number in range(ATTEMPTS_FROM_ONE_PLACE + 3):
        with pytest.raises((SignInFailedError, TooManyAttemptsError)):
            town.system.identity.sign_in(officer.person, f"guess {number}", "192.0.2.1")
    assert town.system.identity.sign_in(officer.person, PASSWORD, "198.51.100.7") == officer.person


def test_guesses_from_many_places_end_too(town: Town, officer: Someone) -> None:
    outcomes = []
    for number in range(ATTEMPTS_AT_ONE_LOGIN + 5):
        with pytest.raises((SignInFailedError, TooManyAttemptsError)) as no:
            town.system.identity.sign_in(officer.person, "guess", f"192.0.2.{number}")
        outcomes.append(type(no.value))
    assert outcomes.count(SignInFailedError) == ATTEMPTS_AT_ONE_LOGIN


def test_after_a_while_one_may_try_again(town: Town, officer: Someone) -> None:
    for _ in range(ATTEMPTS_FROM_ONE_PLACE + 1):
        with pytest.raises((SignInFailedError, TooManyAttemptsError)):
            town.system.identity.sign_in(officer.person, "guess", "192.0.2.1")
    town.clock.moment += WINDOW + timedelta(seconds=1)
    assert town.system.identity.sign_in(officer.person, PASSWORD, "192.0.2.1") == officer.person


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/demo", "/sign-in/role", "/sign-out"])
@pytest.mark.parametrize("token", [None, "", "forged"])
def test_a_form_without_its_token_is_not_taken(town: Town, officer: Someone, path: str, token: str | None) -> None:
    browser = signed_in(town, officer)
    assert browser.sends(path, token=token, login=officer.person, password=PASSWORD).status_code == 403
    assert not is_out(browser)


def test_a_token_of_another_session_is_not_taken(town: Town, officer: Someone) -> None:
    foreign = signed_in(town, officer).token("/")
    assert signed_in(town, officer).sends("/sign-out", token=foreign).status_code == 403


def test_a_session_writes_to_the_interface_only_with_its_token(town: Town, officer: Someone) -> None:
    browser = signed_in(town, officer)
    call = {"year": 2026, "batch": 1, "opens_on": "2026-03-02", "closes_on": "2026-04-30"}
    referer = {"Referer": f"{browser.at}/"}
    without = browser.client.post("/api/v1/plan-calls", json=call, base_url=browser.at, headers=referer)
    assert (without.status_code, without.json and without.json["type"]) == (403, "/problems/form-expired")
    headers = {**referer, "X-CSRFToken": browser.token("/")}
    assert browser.client.post("/api/v1/plan-calls", json=call, base_url=browser.at, headers=headers).status_code == 201


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/ok\r\nX: y", "\\/evil"])
def test_nobody_is_sent_to_another_site(town: Town, officer: Someone, back: str) -> None:
    browser = Browser(town)
    response = browser.sends("/sign-in", login=officer.person, password=PASSWORD, back=back)
    assert response.headers["Location"] == "/"


def test_who_was_on_the_way_somewhere_gets_there(town: Town, officer: Someone) -> None:
    browser = Browser(town)
    assert browser.opens("/cases?year=2026").headers["Location"] == "/sign-in?back=/cases?year%3D2026"
    response = browser.sends("/sign-in", login=officer.person, password=PASSWORD, back="/cases?year=2026")
    assert response.headers["Location"] == "/cases?year=2026"
