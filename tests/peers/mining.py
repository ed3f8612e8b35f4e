"""Runs in an environment of its own (.venv-miners): reads a derived log with pm4py and says in JSON what it found there."""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")
pm4py: Any = importlib.import_module("pm4py")


def read_ocel(path: str) -> dict[str, object]:
    """Read an OCEL 2.0 log."""
    log = pm4py.read_ocel2_json(path)
    types = sorted(set(log.events["ocel:activity"]))
    return {"events": len(log.events), "objects": len(log.objects), "relations": len(log.relations), "types": types}


def read_xes(path: str) -> dict[str, object]:
    """Read an XES log."""
    log = pm4py.read_xes(path)
    zone = str(log["time:timestamp"].dt.tz)
    return {"events": len(log), "cases": log["case:concept:name"].nunique(), "types": sorted(set(log["concept:name"])), "zone": zone}


sys.stdout.write(json.dumps({"ocel": read_ocel, "xes": read_xes}[sys.argv[1]](sys.argv[2])))
