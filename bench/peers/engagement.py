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
        names = [each["name"] for each in of["features"]]
        self._day_columns = [names.index(name) for name in job["day_features"]]
        self._wordings = [(names.index(name), applies, text) for name, applies, text in WORDINGS]

    def of_rows(self, x: Numbers) -> tuple[Scored, list[dict[str, Any]]]:
        scored = self._scorer.score(x)
        return scored, self._fields(x, scored, [None] * len(x))

    async def of_messages(
        self, messages: list[PlannedMessage], now: datetime
    ) -> tuple[Numbers, Scored, list[dict[str, Any]]]:
        """The features of each message at its best slot, and what is answered."""
        recipients = await self._subjects.recipients([each["contact_id"] for each in messages], now)
        if unknown := [each["contact_id"] for each in messages if each["contact_id"] not in recipients]:
            raise HTTPException(404, f"Not found: {unknown[:5]}.")
        slots_of: dict[str, list[datetime]] = {}
        #: contact, moment of planning, message
        plans: list[tuple[int, datetime, int]] = []
        for at, each in enumerate(messages):
            zone, contact = recipients[each["contact_id"]]["zone"], recipients[each["contact_id"]]["contact_id"]
            if zone not in slots_of:
                slots_of[zone] = week_slots(now, ZoneInfo(zone))
            plans.extend((contact, slot, at + 1) for slot in moments_read(slots_of[zone]))
        planned = await self._subjects.plans(
            [contact for contact, _, _ in plans],
            [now] * len(plans),
            [slot for _, slot, _ in plans],
            [message for _, _, message in plans],
            [each["message"]["content_type"] for each in messages],
            [each["message"].get("text") for each in messages],
            [None] * len(messages),
            [each["message"].get("urgency", 0) for each in messages],
        )
        rows, best, read = [], [], 0
        for each in messages:
            recipient = recipients[each["contact_id"]]
            slots = slots_of[recipient["zone"]]
            moments = moments_read(slots)
            x = self._of_slots(slots, moments, planned[read : read + len(moments)])
            read += len(moments)
            at = int(np.argmax(self._scorer.probabilities(x)))
            rows.append(x[at])
            best.append((slots[at], recipient))
        x = np.array(rows)
        scored = self._scorer.score(x)
        return x, scored, self._fields(x, scored, best)

    def _of_slots(self, slots: list[datetime], moments: list[datetime], planned: Numbers) -> Numbers:
        """A slot's row put together from that of its hour and that of its day."""
        of_hour = {slot.hour: row for row, slot in reversed(list(enumerate(moments)))}
        of_day = {slot.weekday(): row for row, slot in reversed(list(enumerate(moments)))}
        x = planned[[of_hour[slot.hour] for slot in slots]]
        days = planned[[of_day[slot.weekday()] for slot in slots]]
        x[:, self._day_columns] = days[:, self._day_columns]
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
    if not recipient["opted_in"]:
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


def moments_read(slots: list[datetime]) -> list[datetime]:
    """The first slot of each hour of the day, and of each day of the week."""
    hours = {slot.hour: slot for slot in reversed(slots)}
    days = {slot.weekday(): slot for slot in reversed(slots)}
    return [*hours.values(), *days.values()]
