"""Features by id, with the texts of the product's own queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import asyncpg
import numpy as np
from fastapi import HTTPException

from serving_job import Job
from tables import Numbers


class Subjects:
    def __init__(self, job: Job, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = job["sql"]
        self._zone = job["zone"]
        self._names = {model: [each["name"] for each in of["features"]] for model, of in job["models"].items()}

    async def features(self, model: str, ids: list[str], now: datetime) -> tuple[Numbers, list[bool]]:
        """A row each in the order of the ids, and whether each contact wants messages."""
        found = {row["subject"]: row for row in await self._pool.fetch(self._sql[model], now, ids)}
        if len(found) < len(set(ids)):
            raise HTTPException(404, f"Not found: {sorted(set(ids) - found.keys())[:5]}.")
        names = self._names[model]
        x = np.array([[found[each][name] for name in names] for each in ids], dtype=np.float64)
        return x, [found[each]["wants_messages"] for each in ids]

    async def plans(self, now: datetime, contacts: list[str], *parameters: Any) -> tuple[list[Any], list[Any]]:
        """Rows of messages, and of the hours and days of their contacts' weeks."""
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute(self._sql["zone"], self._zone)
            rows = await connection.fetch(self._sql["plan"], contacts, *parameters)
            return rows, await connection.fetch(self._sql["times"], now, list(set(contacts)))
