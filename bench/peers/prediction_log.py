"""Predictions on their way to the table `peer_predictions`: a bounded buffer, written by COPY in the background."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

INTERVAL_SECONDS = 0.1
BATCH = 1_000
MOST = 50_000


class Logged(NamedTuple):
    id: UUID
    model: str
    subject: str
    version_id: int
    arm: str
    value: float
    model_output: float
    confidence: float
    features: list[float]
    milliseconds: float
    created_at: datetime


class PredictionLog:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._waiting: list[Logged] = []
        self._full = asyncio.Event()
        self._closing = False
        self._writer = asyncio.create_task(self._write())
        self.dropped = 0

    def add(self, rows: list[Logged]) -> None:
        room = MOST - len(self._waiting)
        self.dropped += max(0, len(rows) - room)
        self._waiting.extend(rows[:room])
        if len(self._waiting) >= BATCH:
            self._full.set()

    async def close(self) -> None:
        self._closing = True
        self._full.set()
        await self._writer

    async def _write(self) -> None:
        while not self._closing or self._waiting:
            try:
                async with asyncio.timeout(INTERVAL_SECONDS):
                    await self._full.wait()
            except TimeoutError:
                pass
            if not self._closing:
                self._full.clear()
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._pool.copy_records_to_table("peer_predictions", records=batch, columns=Logged._fields)
