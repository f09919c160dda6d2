"""From outputs and contributions to the guide's fields, as `models/*/output.ts` word them."""

from __future__ import annotations

from typing import Any

import numpy as np

from scorers import Scored, Scorer
from serving_job import ModelJob
from tables import Numbers

MOST_FACTORS = 3
LEAST_SHARE = 0.1
OPTED_OUT = "Do not message, the contact opted out"


class Words:
    """The largest contributions either way in words. The product words some values too ("5 days ago"): these are constants here."""

    def __init__(self, job: ModelJob, scorer: Scorer) -> None:
        features = job["features"]
        self._pairs = [(each["low"], each["high"]) for each in features]
        self._pivots = np.array(
            [
                typical if each["pivot"] is None else each["pivot"]
                for each, typical in zip(features, scorer.typical, strict=True)
            ]
        )

    def factors(self, x: Numbers, contributions: Numbers) -> list[tuple[list[str], list[str]]]:
        """Positive and negative ones of each row. Missing values have nothing to say."""
        sizes = np.abs(contributions)
        order = np.argsort(-sizes, axis=1)
        counts = (sizes >= np.maximum(LEAST_SHARE * sizes.max(axis=1, keepdims=True), 1e-300)).sum(axis=1).tolist()
        known = (~np.isnan(x)).tolist()
        high = (x > self._pivots).tolist()
        rows = zip(order.tolist(), counts, contributions.tolist(), known, high, strict=True)
        return [self._of_row(*row) for row in rows]

    def _of_row(
        self, order: list[int], count: int, contributions: list[float], known: list[bool], high: list[bool]
    ) -> tuple[list[str], list[str]]:
        positive: list[str] = []
        negative: list[str] = []
        for column in order[:count]:
            said = positive if contributions[column] > 0 else negative
            if len(said) == MOST_FACTORS or not known[column]:
                continue
            phrase = self._pairs[column][high[column]]
            if phrase not in said:
                said.append(phrase)
        return positive, negative


def lead_fields(job: ModelJob, words: Words, x: Numbers, scored: Scored, opted_in: list[bool]) -> list[dict[str, Any]]:
    fields = []
    of_rows = zip(*scored[:2], words.factors(x, scored.contributions), opted_in, strict=True)
    for output, confidence, (positive, negative), messages in of_rows:
        score = round(output, 1)
        tier = next(each for each in job["tiers"] if score >= each["from"])
        fields.append(
            {
                "success": True,
                "score": score,
                "quality_tier": tier["name"],
                "confidence": round(confidence, 2),
                "recommendation": tier["advice"][0] if messages else OPTED_OUT,
                "factors": {"positive": positive, "negative": negative},
            }
        )
    return fields


def churn_fields(job: ModelJob, words: Words, x: Numbers, scored: Scored, opted_in: list[bool]) -> list[dict[str, Any]]:
    fields = []
    of_rows = zip(*scored[:2], words.factors(x, scored.contributions), opted_in, strict=True)
    for output, confidence, (positive, _), messages in of_rows:
        probability = round(output, 2)
        level = next(each for each in job["tiers"] if probability >= each["from"])
        fields.append(
            {
                "success": True,
                "churn_probability": probability,
                "risk_level": level["name"],
                "confidence": round(confidence, 2),
                "recommendations": level["advice"] if messages else [*level["advice"], OPTED_OUT],
                "risk_factors": positive,
            }
        )
    return fields
