"""瓦行: the growing edge of the tree and the tiles as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal_column, select, text

from application.store.trail_tables import TILES
from application.trail.tree import HASH, WIDTH, Tiler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from application.store.trail_log import Row


def stored_edges(connection: Connection) -> Tiler:
    """The growing tile of each level, to fold on from."""
    last = select(TILES.c.level, literal_column("max(number)").label("number")).group_by(TILES.c.level).subquery()
    found = connection.execute(
        select(TILES.c.level, TILES.c.number, TILES.c.hashes)
        .join_from(TILES, last, (TILES.c.level == last.c.level) & (TILES.c.number == last.c.number))
        .order_by(TILES.c.level)
    ).all()
    edges = [b"" if len(row.hashes) == WIDTH * HASH else bytes(row.hashes) for row in found]
    size = found[0].number * WIDTH + len(found[0].hashes) // HASH if found else 0
    return Tiler(size, edges)


def keep_tiles(connection: Connection, tiler: Tiler, rows: Iterable[Row]) -> None:
    """Fold the leaves of some rows in and write the tiles that changed."""
    full = list(tiler.extend(bytes(row.leaf_hash) for row in rows))
    upsert = text(
        "INSERT INTO trail_tiles (level, number, hashes) VALUES (:level, :number, :hashes)"
        " ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes"
    )
    tiles = [{"level": level, "number": number, "hashes": hashes} for level, number, hashes in (*full, *tiler.growing())]
    connection.execute(upsert, tiles)
