"""Bearer tokens as the product makes them, remembered for a few seconds once the database has known them."""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from time import monotonic

import asyncpg
from fastapi import HTTPException

REMEMBERED_SECONDS = 5


class Tokens:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._known: dict[bytes, float] = {}

    async def require(self, authorization: str | None) -> None:
        scheme, _, token = (authorization or "").partition(" ")
        digest = sha256(token.encode()).digest()
        if self._known.get(digest, 0) > monotonic():
            return
        if scheme.lower() != "bearer" or not await self._is_valid(token):
            raise HTTPException(401, "This needs a valid token.", {"WWW-Authenticate": "Bearer"})
        self._known[digest] = monotonic() + REMEMBERED_SECONDS

    async def _is_valid(self, token: str) -> bool:
        identifier, _, secret = token.partition(".")
        found = await self._pool.fetchval(
            "select hash from api_tokens where id = $1 and revoked_at is null", identifier
        )
        return found is not None and compare_digest(found, sha256(secret.encode()).digest())
