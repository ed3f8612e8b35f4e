"""The durable tables: what the migrations make is what the code reads."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table

from application.store import identity_tables, tables
from application.store.engine import make_engine


def differences(url: str, metadata: MetaData) -> list[object]:
    engine = make_engine(url, pool_size=1)
    with engine.connect() as connection:
        here = connection.dialect.name

        def concerned(thing: Any, *_: object) -> bool:
            return str(thing.info.get("dialect", here)) == here

        options = {
            "compare_type": True,
            "include_object": concerned,
            "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables,
        }
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    return list(found)


def test_the_migrations_make_the_tables_the_code_knows(migrated_database_url: str) -> None:
    assert identity_tables.DIRECTORY.metadata is tables.METADATA
    assert differences(migrated_database_url, tables.METADATA) == []


@pytest.mark.parametrize("planted", ["table", "column"])
def test_a_planted_difference_is_found(migrated_database_url: str, planted: str) -> None:
    metadata = MetaData()
    for table in tables.METADATA.sorted_tables:
        table.to_metadata(metadata)
    if planted == "table":
        Table("planted", metadata, Column("id", Integer, primary_key=True))
    else:
        metadata.tables["directory"].append_column(Column("planted", Integer))
    assert differences(migrated_database_url, metadata)
