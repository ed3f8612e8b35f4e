from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.trail.filling import casework_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.casework import Casework


@pytest.fixture
def casework(migrated_database_url: str) -> Iterator[Casework]:
    made = casework_on(migrated_database_url)
    yield made
    made.engine.dispose()
