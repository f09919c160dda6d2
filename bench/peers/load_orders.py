"""Loads the orders of the bench into PostgreSQL by dlt and says how long `pipeline.run` took: one job as JSON in, one answer as JSON out."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt  # noqa: E402  (reads its settings when it is imported)
from dlt.sources.sql_database import sql_table  # noqa: E402

# Pages of rows cost dlt less than single rows.
PAGE = 5_000
COLUMNS: Any = {
    "amount": {"data_type": "decimal", "precision": 14, "scale": 2},
    "purchased_at": {"data_type": "timestamp"},
}


def pages(file: str) -> Iterator[list[dict[str, Any]]]:
    page: list[dict[str, Any]] = []
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            page.append(json.loads(line))
            if len(page) == PAGE:
                yield page
                page = []
    if page:
        yield page


def orders(job: dict[str, Any]) -> Any:
    hints: Any = {"write_disposition": job["disposition"], "primary_key": "external_id"}
    if job["from"] == "lines":
        return dlt.resource(pages(job["file"]), name="orders", columns=COLUMNS, **hints)
    table = sql_table(
        job["database"].replace("postgresql://", "postgresql+psycopg2://"), table="orders", schema="shop", chunk_size=PAGE
    )
    return table.apply_hints(**hints)


def main() -> None:
    job: dict[str, Any] = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            "bench",
            destination=dlt.destinations.postgres(job["database"]),
            dataset_name=job["dataset"],
            pipelines_dir=folder,
        )
        resource = orders(job)
        started = time.perf_counter()
        pipeline.run(resource, loader_file_format=job["format"])
        seconds = time.perf_counter() - started
        with pipeline.sql_client() as client:
            rows = client.execute_sql("select count(*) from orders")[0][0]
    print(json.dumps({"seconds": seconds, "rows": rows, "dlt": dlt.__version__}))


if __name__ == "__main__":
    main()
