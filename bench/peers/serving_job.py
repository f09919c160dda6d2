"""What the bench hands to the peer of `bench -- serve`: a JSON file, named by PEER_JOB."""

from __future__ import annotations

import json
import os
from typing import Any, TypedDict

FeatureWords = TypedDict("FeatureWords", {"name": str, "pivot": float | None, "high": str, "low": str})
Tier = TypedDict("Tier", {"name": str, "from": float, "advice": list[str]})


class ModelJob(TypedDict):
    features: list[FeatureWords]
    #: As `tables.read_table` takes it.
    table: dict[str, Any]
    #: Named as in `engine/`.
    parameters: dict[str, float]
    version: str
    version_id: int
    #: Highest first; empty for engagement.
    tiers: list[Tier]


class Sql(TypedDict):
    """Texts of the product's own queries."""

    zone: str
    lead_scoring: str
    churn: str
    plan: str
    times: str


class Job(TypedDict):
    database: str
    zone: str
    models: dict[str, ModelJob]
    sql: Sql
    #: Features of engagement that depend on the hour of the day, and on the day of the week.
    hour_features: list[str]
    day_features: list[str]


def read_job() -> Job:
    with open(os.environ["PEER_JOB"], encoding="utf-8") as file:
        job: Job = json.load(file)
    return job
