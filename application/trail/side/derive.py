"""派生格式: OCEL 2.0, XES and CSV of what a recipient may read. Derived: proofs hold for the leaves alone, and the files say so."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, NamedTuple

from application.store.leaf_pages import by_case, by_index
from application.trail.side import ocel, table, xes
from application.trail.side.opened import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sqlalchemy import Engine

    from application.store.leaf_pages import Bounds, Leaf
    from application.trail.side.opened import Opened

    Ticking = Callable[[Iterable[Leaf]], Iterator[Leaf]]

NOT_EVIDENCE = (
    "派生文件，仅供分析，不作为证据；证据是 data/trail 下的原始记录和证明。"
    " Derived for analysis and not evidence; the evidence is the leaves and proofs under data/trail."
)


class Format(NamedTuple):
    """派生格式: a file, its standard, how it is written and in which order it wants the events."""

    name: str
    standard: str
    write: Callable[[Iterable[Opened], IO[bytes]], int]
    leaves: Callable[[Engine, Bounds], Iterator[Leaf]]


FORMATS = (
    Format("ocel2.json", "OCEL 2.0 (JSON)", ocel.write, by_index),
    Format("log.xes", "XES (IEEE 1849)", xes.write, by_case),
    Format("events.csv", "CSV (RFC 4180, UTF-8)", table.write, by_index),
)


class Side(NamedTuple):
    """派生: which events, for whose eyes."""

    engine: Engine
    bounds: Bounds
    opens: Collection[str]
    """Classes of protected members that go along."""
    restricted: Mapping[int, Collection[str]]

    @contextmanager
    def written(self, chosen: Format, ticking: Ticking = iter) -> Iterator[tuple[IO[bytes], int]]:
        """One format in a temporary file, at its beginning, and its number of events. ``ticking`` sees every leaf go by."""
        with tempfile.TemporaryFile() as file:
            leaves = ticking(chosen.leaves(self.engine, self.bounds))
            count = chosen.write(opened(leaves, self.opens, self.restricted), file)
            file.seek(0)
            yield file, count


def derivation(files: Mapping[str, Mapping[str, object]], origin: str, size: int, profile: str) -> dict[str, object]:
    """What the derived files say of themselves."""
    return {"evidence": False, "note": NOT_EVIDENCE, "derived_from": {"origin": origin, "size": size}, "profile": profile, "files": dict(files)}
