"""统计的表: what counts of each case, and the sums kept over all cases."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table, Text, Uuid

from projections.tables import METADATA, TALLY, Json

COUNTED = Table(
    "figure_cases",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("enterprise_name", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("industry", Text, nullable=False),
    Column("consultancy_id", Uuid),
    Column("planned_on", Date, nullable=False),
    Column("is_open", Boolean, nullable=False),
    # The step it is in, and since when.
    Column("step", Text, nullable=False),
    Column("since", Date, nullable=False),
    # Day the site acceptance was first held.
    Column("accepted_on", Date),
    # Day of the decision; ``excellent``, ``good`` or ``fail``, as corrected since.
    Column("decided_on", Date),
    Column("result", Text),
    # JSON object: quantity → what the last table handed in says is saved in a year, as decimal text.
    Column("savings", Json, nullable=False),
    Index("figure_cases_waiting", "is_open", "since"),
    Index("figure_cases_step", "step", "is_open", "since"),
    Index("figure_cases_accepted", "accepted_on"),
    Index("figure_cases_decided", "decided_on", "result"),
)

CELLS = Table(
    "figure_cells",
    METADATA,
    # ``all``, ``district``, ``industry`` or ``consultancy``.
    Column("cut", Text, primary_key=True),
    # ``open``, ``planned``, ``accepted``, ``excellent``, ``good``, ``fail``; ``water`` and ``water/micro`` and the like.
    Column("measure", Text, primary_key=True),
    Column("on", Date, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    info=TALLY,
)

STEP_DAYS = Table(
    "step_days",
    METADATA,
    Column("cut", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    # First day of the month in which the step ended.
    Column("month", Date, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("working_days", Integer, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    info=TALLY,
)

MOVES = Table(
    "step_moves",
    METADATA,
    Column("cut", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("from_step", String(32), primary_key=True),
    Column("to_step", String(32), primary_key=True),
    Column("amount", BigInteger, nullable=False),
    info=TALLY,
)
