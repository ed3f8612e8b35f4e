"""限流: who asks without signing in is told when to come back; everybody else goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from application.settings import PUBLIC_READS_PER_MINUTE, PUBLIC_WRITES_PER_HOUR, SettingsError, read_settings
from web.throttle import Allowance, Throttle, network_of

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tests.stories.driver import Town

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
READS, WRITES = 3, 2


@pytest.fixture
def limited(town: Town) -> Town:
    """The town with three reads a minute and two writings an hour for an address."""
    town.system.settings = replace(town.system.settings, public_reads_per_minute=READS, public_writes_per_hour=WRITES)
    return town


def asks(town: Town, address: str = "192.0.2.1", path: str = "/api/v1/results", **headers: str) -> TestResponse:
    return town.app.test_client(use_cookies=False).get(path, headers=headers, environ_base={"REMOTE_ADDR": address})


def objects(town: Town, address: str = "192.0.2.1") -> TestResponse:
    path = f"/api/v1/cases/{uuid4()}/objections"
    return town.app.test_client(use_cookies=False).post(path, json={}, environ_base={"REMOTE_ADDR": address})


def test_one_request_too_many_is_answered_with_when_to_come_back(limited: Town) -> None:
    assert [asks(limited).status_code for _ in range(READS)] == [200] * READS
    refused = asks(limited)
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert (refused.json or {}).get("type") == "/problems/too-many-requests"
    limited.clock.moment += timedelta(seconds=int(refused.headers["Retry-After"]) - 1)
    assert asks(limited).status_code == 429
    limited.clock.moment += timedelta(seconds=1)
    assert asks(limited).status_code == 200
    assert asks(limited).status_code == 429


@pytest.mark.parametrize("path", ["/api/v1/lists", "/api/v1/calendar.ics?token=x", "/api/v1/openapi.json", "/api/v1/cases/QJ-2026-000001"])
def test_lists_feeds_and_cases_count_alike(limited: Town, path: str) -> None:
    statuses = [asks(limited, path=path).status_code for _ in range(READS + 1)]
    assert 429 not in statuses[:READS]
    assert statuses[READS] == 429


def test_another_address_is_not_held_to_it(limited: Town) -> None:
    for _ in range(READS + 1):
        asks(limited)
    assert asks(limited, "192.0.2.2").status_code == 200


def test_objections_have_an_allowance_of_their_own(limited: Town) -> None:
    for _ in range(READS + 1):
        asks(limited)
    statuses = [objects(limited).status_code for _ in range(WRITES + 1)]
    assert 429 not in statuses[:WRITES]
    assert statuses[WRITES] == 429


def test_who_is_signed_in_is_not_counted(limited: Town) -> None:
    officer = limited.person("bureau-officer")
    assert {officer.looks_for("/results").status for _ in range(READS + 2)} == {200}


def test_guesses_at_tokens_are_counted(limited: Town) -> None:
    guesses = [asks(limited, Authorization=f"Bearer guess-{number}").status_code for number in range(READS + 1)]
    assert guesses == [401] * READS + [429]


def test_health_and_the_sign_in_page_are_not_counted(limited: Town) -> None:
    assert {asks(limited, path=path).status_code for path in ("/healthz", "/sign-in") for _ in range(READS + 1)} == {200}


def test_without_a_figure_there_is_no_limit(town: Town) -> None:
    assert {asks(town).status_code for _ in range(400)} == {200}


# -------------------------------------------------------------------------------------------------------------- behind proxies


def test_behind_a_proxy_the_caller_is_whom_the_proxy_saw(limited: Town) -> None:
    limited.system.settings = replace(limited.system.settings, proxies=1)
    for _ in range(READS + 1):
        asks(limited, "10.0.0.1", **{"X-Forwarded-For": "198.51.100.1"})
    assert asks(limited, "10.0.0.1", **{"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert asks(limited, "10.0.0.1", **{"X-Forwarded-For": "198.51.100.2"}).status_code == 200


def test_nobody_writes_an_address_of_their_own(limited: Town) -> None:
    statuses = [asks(limited, **{"X-Forwarded-For": f"198.51.100.{number}"}).status_code for number in range(READS + 1)]
    assert statuses[READS] == 429
    limited.system.settings = replace(limited.system.settings, proxies=1)
    written = [asks(limited, "10.0.0.1", **{"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.9"}).status_code for number in range(READS + 1)]
    assert written[READS] == 429


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_counts_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


# -------------------------------------------------------------------------------------------------------------- the count itself


def test_what_is_used_up_comes_back_evenly() -> None:
    throttle, at = Throttle(Allowance(6, 60)), NOON
    assert [throttle.wait("a", at) for _ in range(7)] == [0] * 6 + [10]
    assert throttle.wait("a", at + timedelta(seconds=10)) == 0
    assert throttle.wait("a", at + timedelta(seconds=10)) == 10


def test_no_minute_takes_more_than_the_allowance_and_what_came_back_in_it() -> None:
    throttle = Throttle(Allowance(6, 60))
    taken = sum(throttle.wait("a", NOON + timedelta(seconds=each)) == 0 for each in range(60))
    assert taken == 6 + 5


def test_a_refused_request_uses_nothing_up() -> None:
    throttle = Throttle(Allowance(1, 60))
    assert [throttle.wait("a", NOON) for _ in range(100)] == [0] + [60] * 99


def test_a_clock_set_back_locks_nobody_out_for_longer_than_the_period() -> None:
    throttle = Throttle(Allowance(2, 60))
    throttle.wait("a", NOON)
    throttle.wait("a", NOON)
    assert throttle.wait("a", NOON - timedelta(hours=5)) <= 60


def test_only_so_many_addresses_are_remembered() -> None:
    throttle = Throttle(Allowance(1, 60), most=100)
    for number in range(10_000):
        throttle.wait(f"10.0.{number // 256}.{number % 256}", NOON)
    assert throttle.remembered == 100
    assert throttle.wait("10.0.39.15", NOON) == 60


# ------------------------------------------------------------------------------------------------------------------ the figures


def test_the_figures_are_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QINGJIAN_INSTANCE_DIR", str(tmp_path))
    plain = read_settings()
    assert (plain.public_reads_per_minute, plain.public_writes_per_hour, plain.proxies) == (PUBLIC_READS_PER_MINUTE, PUBLIC_WRITES_PER_HOUR, 0)
    monkeypatch.setenv("QINGJIAN_PUBLIC_READS_PER_MINUTE", "7")
    monkeypatch.setenv("QINGJIAN_PUBLIC_WRITES_PER_HOUR", "0")
    monkeypatch.setenv("QINGJIAN_PROXIES", "2")
    chosen = read_settings()
    assert (chosen.public_reads_per_minute, chosen.public_writes_per_hour, chosen.proxies) == (7, None, 2)


@pytest.mark.parametrize("written", ["-1", "many", "1.5", "１２"])
def test_a_figure_that_is_no_number_stops_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str) -> None:
    monkeypatch.setenv("QINGJIAN_INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("QINGJIAN_PUBLIC_READS_PER_MINUTE", written)
    with pytest.raises(SettingsError, match="QINGJIAN_PUBLIC_READS_PER_MINUTE"):
        read_settings()
