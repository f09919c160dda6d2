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
        keys_sql = self._sql["lead_keys"] if model == "lead_scoring" else self._sql["contact_keys"]
        keys = {row["id"]: row["key"] for row in await self._pool.fetch(keys_sql, ids)}
        if len(keys) < len(set(ids)):
            raise HTTPException(404, f"Not found: {sorted(set(ids) - keys.keys())[:5]}.")
        sql = self._sql["lead_scoring"] if model == "lead_scoring" else self._sql["churn"]
        found = {row["subject_id"]: row for row in await self._pool.fetch(sql, now, list(keys.values()))}
        rows = [found[keys[each]] for each in ids]
        recipients = await self.recipients([row["contact"] for row in rows], now)
        names = self._names[model]
        x = np.array([[row[name] for name in names] for row in rows], dtype=np.float64)
        return x, [recipients[row["contact"]]["opted_in"] for row in rows]

    async def recipients(self, contacts: list[str], now: datetime) -> dict[str, Any]:
        """By external id."""
        rows = await self.in_business_time(self._sql["recipients"], now, contacts)
        return {row["contact"]: row for row in rows}

    async def plans(self, *parameters: Any) -> Numbers:
        rows = await self.in_business_time(self._sql["plan"], *parameters)
        names = self._names["engagement"]
        return np.array([[row[name] for name in names] for row in rows], dtype=np.float64)

    async def in_business_time(self, sql: str, *parameters: Any) -> list[Any]:
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute(self._sql["zone"], self._zone)
            return await connection.fetch(sql, *parameters)
