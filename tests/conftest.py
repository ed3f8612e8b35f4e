"""What all tests share: databases of both kinds, each test with its own, and how hard hypothesis tries."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.errors import InvalidArgument

from tests.postgres import Postgres, running_postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

for module in ("tests.scenario", "tests.examples"):
    pytest.register_assert_rewrite(module)

# `make test` tries the same examples every time, so that a red test says something about the change; drills look for new ones. A drill
# that brings no settings of its own gets those of the profile `drill`, or `long` where that was asked for.
_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("test", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_SLOW_IS_FINE)
settings.register_profile("drill", max_examples=1_000, deadline=None, print_blob=True, suppress_health_check=_SLOW_IS_FINE)
settings.register_profile("long", max_examples=20_000, deadline=None, print_blob=True, suppress_health_check=_SLOW_IS_FINE)
settings.load_profile("test")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let drills try harder than tests."""
    harder = settings.get_profile("long" if settings.get_current_profile_name() == "long" else "drill")
    for item in items:
        function = getattr(item, "function", None)
        if function and item.get_closest_marker("drill") and getattr(function, "is_hypothesis_test", False):
            with suppress(InvalidArgument):  # it brings settings of its own
                harder(function)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server per test process, started by the first test that needs it."""
    with running_postgres() as server:
        yield server


class Databases:
    """Makes databases of one kind: empty, or migrated by copying a template that was migrated once per test process."""

    def __init__(self, kind: str, folder: Path, postgres: Callable[[], Postgres]) -> None:
        self.kind = kind
        self.folder = folder
        self.postgres = postgres
        self.migrated: str | None = None

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of an empty database, removed afterwards."""
        with self._copied_from(None) as url:
            yield url

    @contextmanager
    def upgraded(self) -> Iterator[str]:
        """The URL of a database with all migrations done, removed afterwards."""
        if self.migrated is None:
            self.migrated = self._migrated_template()
        with self._copied_from(self.migrated) as url:
            yield url

    def _migrated_template(self) -> str:
        from application.store.migrate import upgrade  # noqa: PLC0415  tests without a database do not import the store

        name = self._new(None)
        upgrade(self._url(name))
        return name

    @contextmanager
    def _copied_from(self, template: str | None) -> Iterator[str]:
        name = self._new(template)
        yield self._url(name)
        self._remove(name)

    def _new(self, template: str | None) -> str:
        if self.kind == "postgresql":
            return self.postgres().create(template or "template0")
        self.folder.mkdir(exist_ok=True)
        number = len(list(self.folder.iterdir()))
        (self.folder / f"{number}").mkdir()
        name = f"{number}/qingjian.sqlite"
        if template is not None:
            shutil.copyfile(self.folder / template, self.folder / name)
        return name

    def _url(self, name: str) -> str:
        return self.postgres().url(name) if self.kind == "postgresql" else f"sqlite:///{self.folder / name}"

    def _remove(self, name: str) -> None:
        if self.kind == "postgresql":
            self.postgres().drop(name)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Both kinds of database in turn. For a test that needs several at once; most want ``database_url``."""

    def server() -> Postgres:
        started = request.getfixturevalue("postgres")
        assert isinstance(started, Postgres)
        return started

    return Databases(request.param, tmp_path_factory.mktemp("databases"), server)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The URL of an empty database of the test's own."""
    with databases.empty() as url:
        yield url


@pytest.fixture
def migrated_database_url(databases: Databases) -> Iterator[str]:
    """The URL of a migrated, otherwise empty database of the test's own."""
    with databases.upgraded() as url:
        yield url
