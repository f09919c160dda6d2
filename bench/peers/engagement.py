"""Engagement's answers: of given features, or of a message planned for contacts at the slots of their week."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import log1p
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import numpy as np
from fastapi import HTTPException
from pydantic import ConfigDict, Field
from typing_extensions import NotRequired, TypedDict

from scorers import EngagementScorer, Scored
from serving_job import Job
from subjects import Subjects
from tables import Numbers
from wording import OPTED_OUT, Words

SLOTS_OF_WEEK = 168
WAKING_HOURS = range(8, 21)


class Message(TypedDict):
    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    content_type: Literal["promotional", "support", "informational"]
    text: NotRequired[str | None]
    urgency: NotRequired[Literal[0, 1, 2]]


class PlannedMessage(TypedDict):
    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    contact_id: Annotated[str, Field(min_length=1, max_length=200)]
    message: Message


#: Advised where the present wording costs something.
WORDINGS = [
    ("greets_by_name", lambda value: value == 0, "Include personalized greeting"),
    ("sentiment", lambda value: value <= 0, "Use casual tone"),
    ("length_log", lambda value: value > log1p(100), "Write a shorter message"),
    ("asks_question", lambda value: value == 0, "Ask a question"),
]


class Engagement:
    def __init__(self, job: Job, subjects: Subjects) -> None:
        of = job["models"]["engagement"]
        self._subjects = subjects
        self._scorer = EngagementScorer(of)
        self._words = Words(of, self._scorer)
        self._names = names = [each["name"] for each in of["features"]]
        self._hour_columns = [names.index(name) for name in job["hour_features"]]
        self._day_columns = [names.index(name) for name in job["day_features"]]
        self._wordings = [(names.index(name), applies, text) for name, applies, text in WORDINGS]

    def of_rows(self, x: Numbers) -> tuple[Scored, list[dict[str, Any]]]:
        scored = self._scorer.score(x)
        return scored, self._fields(x, scored, [None] * len(x))

    async def of_messages(
        self, messages: list[PlannedMessage], now: datetime
    ) -> tuple[Numbers, Scored, list[dict[str, Any]]]:
        """The features of each message at its best slot, and what is answered."""
        contacts = [each["contact_id"] for each in messages]
        planned, times = await self._subjects.plans(
            now,
            contacts,
            [now] * len(messages),
            [now] * len(messages),
            list(range(1, len(messages) + 1)),
            [each["message"]["content_type"] for each in messages],
            [each["message"].get("text") for each in messages],
            [None] * len(messages),
            [each["message"].get("urgency", 0) for each in messages],
        )
        if unknown := set(contacts) - {row["contact"] for row in planned}:
            raise HTTPException(404, f"Not found: {sorted(unknown)[:5]}.")
        moving = {(row["contact"], row["follows"], row["which"]): row for row in times}
        slots_of: dict[str, list[datetime]] = {}
        rows, best = [], []
        for recipient in planned:
            zone = recipient["zone"]
            if zone not in slots_of:
                slots_of[zone] = week_slots(now, ZoneInfo(zone))
            x = self._of_slots(slots_of[zone], recipient, moving)
            at = int(np.argmax(self._scorer.probabilities(x)))
            rows.append(x[at])
            best.append((slots_of[zone][at], recipient))
        x = np.array(rows)
        scored = self._scorer.score(x)
        return x, scored, self._fields(x, scored, best)

    def _of_slots(self, slots: list[datetime], row: Any, moving: dict[tuple[str, str, int], Any]) -> Numbers:
        """A slot's row put together from that of its hour and that of its day."""
        x = np.tile(np.array([row[name] for name in self._names], dtype=np.float64), (len(slots), 1))
        for columns, which in ((self._hour_columns, "hour"), (self._day_columns, "day")):
            keys = [slot.hour if which == "hour" else slot.weekday() for slot in slots]
            values = {
                key: [moving[row["contact"], which, key][self._names[column]] for column in columns] for key in set(keys)
            }
            x[:, columns] = [values[key] for key in keys]
        return x

    def _fields(self, x: Numbers, scored: Scored, best: list[Any]) -> list[dict[str, Any]]:
        fields = []
        rows = zip(
            *scored[:2],
            x.tolist(),
            scored.contributions.tolist(),
            self._words.factors(x, scored.contributions),
            best,
            strict=True,
        )
        for output, confidence, features, contributions, (positive, negative), slot in rows:
            advice = [
                text
                for column, applies, text in self._wordings
                if contributions[column] < 0 and applies(features[column])
            ]
            when = (None, None) if slot is None else (slot[0].strftime("%H:%M"), slot[0].strftime("%A"))
            fields.append(
                {
                    "success": True,
                    "engagement_probability": round(output, 2),
                    "optimal_send_time": when[0],
                    "best_day": when[1],
                    "confidence": round(confidence, 2),
                    "recommendations": advice if slot is None else advised(slot, advice),
                    "engagement_factors": {"positive": positive, "negative": negative},
                }
            )
        return fields


def advised(slot: tuple[datetime, Any], advice: list[str]) -> list[str]:
    at, recipient = slot
    if not recipient["wants_messages"]:
        return [OPTED_OUT]
    whose = "contact's" if recipient["zone_of_contact"] else "business's"
    when = f"Send on {at:%A} at {at:%-I:%M %p}"
    return [when, *advice, f"Times are in the {whose} time zone, {recipient['zone']}"]


def week_slots(now: datetime, zone: ZoneInfo) -> list[datetime]:
    """The waking hours among the next 168 full hours of the zone's clock."""
    local = now.astimezone(zone).replace(second=0, microsecond=0)
    first = now.replace(second=0, microsecond=0) + timedelta(minutes=60 - local.minute)
    hours = [(first + timedelta(hours=slot)).astimezone(zone) for slot in range(SLOTS_OF_WEEK)]
    return [each for each in hours if each.hour in WAKING_HOURS]

