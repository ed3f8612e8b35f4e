"""What `make cluster` does: the same as `make run`, on a PostgreSQL that is made for it and removed with it."""

from __future__ import annotations

import os
import sys
import tempfile

from scripts import serve
from tests.postgres import running_postgres


def main() -> int:
    """Start the database, then serve. Papers and keys go to a throw-away folder too. Returns the exit code."""
    with running_postgres(durable=True) as postgres, tempfile.TemporaryDirectory(prefix="qingjian-cluster-") as instance:
        os.environ["QINGJIAN_DATABASE_URL"] = postgres.url(postgres.create())
        os.environ["QINGJIAN_INSTANCE_DIR"] = instance
        return serve.main()


if __name__ == "__main__":
    sys.exit(main())
