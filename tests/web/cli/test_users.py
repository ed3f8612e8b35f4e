"""``database upgrade``, ``users`` and ``tokens``, as they are typed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from application.clock import SetClock
from application.settings import Settings
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from web.app import Qingjian


def app_on(url: str, folder: Path, secret_key: str | None = "k" * 32) -> Qingjian:
    settings = Settings(
        mode="production",
        instance_dir=folder / "instance",
        database_url=url,
        storage_url=f"file://{folder}/papers",
        trail_origin="test.qingjian.example/log",
        secret_key=secret_key,
    )
    return create_app(settings, clock=SetClock(datetime(2026, 3, 2, 1, tzinfo=UTC)))


@pytest.fixture
def app(migrated_database_url: str, tmp_path: Path) -> Iterator[Qingjian]:
    made = app_on(migrated_database_url, tmp_path)
    yield made
    made.extensions["qingjian"].engine.dispose()


@pytest.fixture
def typed(app: Qingjian) -> Callable[..., Result]:
    return lambda *words, **options: app.test_cli_runner().invoke(args=list(words), **options)


def test_the_database_is_made_without_a_secret_and_again_without_harm(database_url: str, tmp_path: Path) -> None:
    made = app_on(database_url, tmp_path, secret_key=None)
    for _ in range(2):
        result = made.test_cli_runner().invoke(args=["database", "upgrade"])
        assert result.exit_code == 0, result.output
    made.extensions["qingjian"].engine.dispose()


def test_a_person_is_added_with_a_role_and_can_have_a_token(app: Qingjian, typed: Callable[..., Result]) -> None:
    added = typed("users", "add", "Chen", "--name", "陈示例", "--role", "bureau-officer")
    assert added.exit_code == 0, added.output
    secret = typed("tokens", "add", "chen").output.strip()
    headers = {"Authorization": f"Bearer {secret}"}
    app.extensions["qingjian"].projector.prepare()
    assert app.test_client(use_cookies=False).get("/api/v1/worklist", headers=headers).status_code == 200


def test_adding_again_gives_a_further_role_to_the_same_person(typed: Callable[..., Result]) -> None:
    first = typed("users", "add", "chen", "--name", "陈示例", "--role", "bureau-officer").output
    again = typed("users", "add", "chen", "--name", "陈示例", "--role", "bureau-officer").output
    second = typed("users", "add", "chen", "--name", "陈示例", "--role", "auditor").output
    assert first == again
    assert first.split("(")[1].split(")")[0] == second.split("(")[1].split(")")[0]


def test_who_has_several_roles_names_one_for_the_token(typed: Callable[..., Result]) -> None:
    typed("users", "add", "chen", "--name", "陈示例", "--role", "bureau-officer")
    typed("users", "add", "chen", "--name", "陈示例", "--role", "auditor")
    assert typed("tokens", "add", "chen").exit_code == 1
    assert typed("tokens", "add", "chen", "--role", "auditor").output.startswith("qj_")


@pytest.mark.parametrize(
    "words",
    [
        ("users", "add", "lin", "--name", "林示例", "--role", "district-officer"),
        ("users", "add", "lin", "--name", "林示例", "--role", "king"),
        ("users", "disable", "nobody"),
        ("tokens", "add", "nobody"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(typed: Callable[..., Result], words: tuple[str, ...]) -> None:
    result = typed(*words)
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1


def test_a_password_is_asked_for_and_must_be_long(app: Qingjian, typed: Callable[..., Result]) -> None:
    asked = ("users", "add", "chen", "--name", "陈示例", "--role", "bureau-officer", "--password")
    head = app.extensions["qingjian"].log.head()
    assert typed(*asked, input="short\nshort\n").exit_code == 1
    assert app.extensions["qingjian"].log.head() == head
    assert typed(*asked, input="long enough words\nlong enough words\n").exit_code == 0
    assert app.extensions["qingjian"].identity.sign_in("chen", "long enough words", "192.0.2.1")


def test_a_disabled_person_is_out(app: Qingjian, typed: Callable[..., Result]) -> None:
    typed("users", "add", "chen", "--name", "陈示例", "--role", "bureau-officer")
    secret = typed("tokens", "add", "chen").output.strip()
    assert typed("users", "disable", "chen").exit_code == 0
    assert app.extensions["qingjian"].credentials.bearer(secret) is None
