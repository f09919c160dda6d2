"""The product's predictions by FastAPI: the opponent of `bench -- serve`, one uvicorn worker.

Written for speed as its makers advise: uvloop and httptools, models loaded once, bodies validated from bytes by pydantic-core, answers
by orjson, tokens remembered, the log written in the background, and predictions on the event loop itself, where a hand-over to a
thread costs more than it gives back to one core.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import perf_counter
from typing import Annotated, Any
from uuid import uuid4

import asyncpg
import numpy as np
import orjson
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import NotRequired, TypedDict

from engagement import Engagement, PlannedMessage
from prediction_log import Logged, PredictionLog
from scorers import ChurnScorer, LeadScorer
from serving_job import Job, read_job
from subjects import Subjects
from tables import Numbers
from tokens import Tokens
from wording import Words, churn_fields, lead_fields


class Row(TypedDict):
    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    id: NotRequired[Annotated[str, Field(min_length=1, max_length=200)]]
    features: dict[str, float | None]


class Asked(TypedDict):
    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    ids: NotRequired[Annotated[list[str], Field(min_length=1, max_length=1000)]]
    rows: NotRequired[Annotated[list[Row], Field(min_length=1, max_length=1000)]]


class AskedEngagement(TypedDict):
    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    rows: NotRequired[Annotated[list[Row], Field(min_length=1, max_length=1000)]]
    messages: NotRequired[Annotated[list[PlannedMessage], Field(min_length=1, max_length=1000)]]


asked = TypeAdapter(Asked)
asked_engagement = TypeAdapter(AskedEngagement)


class Service:
    """What lives as long as the process."""

    def __init__(self, job: Job, pool: asyncpg.Pool) -> None:
        models = job["models"]
        self.models = models
        self.subjects = Subjects(job, pool)
        self.tokens = Tokens(pool)
        self.log = PredictionLog(pool)
        leads, churn = LeadScorer(models["lead_scoring"]), ChurnScorer(models["churn"])
        self._scorers = {"lead_scoring": leads, "churn": churn}
        self._fields = {"lead_scoring": lead_fields, "churn": churn_fields}
        self._words = {name: Words(models[name], scorer) for name, scorer in self._scorers.items()}
        self._engagement = Engagement(job, self.subjects)

    async def answer(self, model: str, body: bytes) -> Response:
        now = datetime.now(UTC)
        started = perf_counter()
        wanted = _parse(asked, body)
        if "rows" in wanted:
            x = matrix_of(self.models[model]["features"], wanted["rows"])
            ids = [row.get("id") for row in wanted["rows"]]
            opted_in = [True] * len(ids)
        elif "ids" in wanted:
            ids = wanted["ids"]
            x, opted_in = await self.subjects.features(model, ids, now)
        else:
            raise HTTPException(400, "Give ids or rows.")
        scored = self._scorers[model].score(x)
        fields = self._fields[model](self.models[model], self._words[model], x, scored, opted_in)
        return self._finish(model, ids, x, scored, fields, now, started)

    async def answer_engagement(self, body: bytes) -> Response:
        now = datetime.now(UTC)
        started = perf_counter()
        wanted = _parse(asked_engagement, body)
        if "rows" in wanted:
            x = matrix_of(self.models["engagement"]["features"], wanted["rows"])
            ids = [row.get("id") for row in wanted["rows"]]
            scored, fields = self._engagement.of_rows(x)
        elif "messages" in wanted:
            ids = [each["contact_id"] for each in wanted["messages"]]
            x, scored, fields = await self._engagement.of_messages(wanted["messages"], now)
        else:
            raise HTTPException(400, "Give messages or rows.")
        return self._finish("engagement", ids, x, scored, fields, now, started)

    def _finish(
        self,
        model: str,
        ids: list[str | None],
        x: Numbers,
        scored: Any,
        fields: list[dict[str, Any]],
        now: datetime,
        started: float,
    ) -> Response:
        version, version_id = self.models[model]["version"], self.models[model]["version_id"]
        of_each = (perf_counter() - started) * 1_000 / len(ids)
        predictions, logged = [], []
        rows = zip(ids, x.tolist(), scored.output, scored.confidence, fields, strict=True)
        for subject, features, output, confidence, answer in rows:
            prediction_id = uuid4()
            shared = {"prediction_id": prediction_id, "id": subject, "model": model, "version": version, "arm": None}
            predictions.append({**shared, **answer})
            logged.append(
                Logged(
                    prediction_id,
                    model,
                    subject or "",
                    version_id,
                    None,
                    output,
                    output,
                    confidence,
                    features,
                    of_each,
                    now,
                )
            )
        self.log.add(logged)
        return Response(orjson.dumps({"predictions": predictions}), media_type="application/json")


def matrix_of(features: list[Any], rows: list[Row]) -> Numbers:
    """One row of features each, NaN where missing; all must be there and no other."""
    names = [each["name"] for each in features]
    try:
        x = np.array([[row["features"][name] for name in names] for row in rows], dtype=np.float64)
    except KeyError as missing:
        raise HTTPException(400, f"The feature {missing} is missing.") from missing
    if any(len(row["features"]) > len(names) for row in rows):
        raise HTTPException(400, "There are features that the model doesn't know.")
    return x


def _parse(adapter: TypeAdapter[Any], body: bytes) -> Any:
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_input=False)) from error


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    job = read_job()
    async with asyncpg.create_pool(job["database"], min_size=1, max_size=10) as pool:
        app.state.service = service = Service(job, pool)
        yield
        await service.log.close()


async def require_token(request: Request) -> None:
    await request.app.state.service.tokens.require(request.headers.get("authorization"))


app = FastAPI(lifespan=lifespan, dependencies=[Depends(require_token)])


@app.post("/api/v1/predictions/lead_scoring")
async def lead_scoring(request: Request) -> Response:
    return await request.app.state.service.answer("lead_scoring", await request.body())


@app.post("/api/v1/predictions/churn")
async def churn(request: Request) -> Response:
    return await request.app.state.service.answer("churn", await request.body())


@app.post("/api/v1/predictions/engagement")
async def engagement(request: Request) -> Response:
    return await request.app.state.service.answer_engagement(await request.body())
