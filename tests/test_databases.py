"""The databases the tests run on are what production promises."""

from __future__ import annotations

import sqlalchemy as sa


def tables(url: str) -> list[str]:
    engine = sa.create_engine(url)
    try:
        return sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_each_test_gets_an_empty_database(database_url: str) -> None:
    assert tables(database_url) == []
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE left_behind (id integer)")
    engine.dispose()
    assert tables(database_url) == ["left_behind"]


def test_nothing_of_another_test_is_left(database_url: str) -> None:
    assert tables(database_url) == []


def test_chinese_sorts_by_code_point_in_both_kinds(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE names (name text)")
        connection.exec_driver_sql("INSERT INTO names VALUES ('深'), ('B'), ('a'), ('龙'), ('Ａ')")
        found = connection.exec_driver_sql("SELECT name FROM names ORDER BY name").scalars().all()
    engine.dispose()
    assert found == sorted(found) == ["B", "a", "深", "龙", "Ａ"]
