"""驱动连接: the driver's own connections for the statements of the record, kept open between commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from sqlalchemy import Engine


class Connections:
    """驱动连接: cursors of connections that the engine opened and set up, each lent to one thread at a time, the last one back first.

    SQLAlchemy's pool would check every connection out and reset it for every statement, which costs a tenth of a command. There
    are as many as threads were at the record at once; as many as the engine's pool holds are kept, and closed when it is disposed of.
    """

    def __init__(self, engine: Engine, *, cursor: Callable[[Any], Any], quiet: Callable[[Any], bool]) -> None:
        """``cursor`` makes a connection's cursor; ``quiet`` says whether its connection is usable and in no transaction."""
        self._engine = engine
        self._cursor = cursor
        self._quiet = quiet
        self._idle: list[Any] = []
        self._kept: int = getattr(engine.pool, "size", lambda: 1)()
        event.listen(engine, "engine_disposed", self._close)

    def lent(self) -> Lent:
        """A cursor for a ``with`` block, outside any transaction."""
        return Lent(self)

    def take(self) -> Any:
        """A cursor of an idle connection, or of a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            opened = self._engine.raw_connection()
            connection = opened.driver_connection
            opened.detach()
            return self._cursor(connection)

    def give_back(self, cursor: Any, *, doubtful: bool) -> None:
        """Keep the cursor for the next one, unless enough are kept or the block failed and left its connection unusable."""
        if doubtful and not self._quiet(cursor):
            cursor.connection.close()
            self._close()  # whatever broke it, a restart of the server, say, has broken those that slept
        elif len(self._idle) < self._kept:
            self._idle.append(cursor)
        else:
            cursor.connection.close()

    def _close(self, _engine: Engine | None = None) -> None:
        while self._idle:
            self._idle.pop().connection.close()


class Lent:
    """A cursor while it is lent."""

    __slots__ = ("_connections", "_cursor")

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def __enter__(self) -> Any:
        self._cursor = self._connections.take()
        return self._cursor

    def __exit__(self, kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None) -> None:
        self._connections.give_back(self._cursor, doubtful=kind is not None)
