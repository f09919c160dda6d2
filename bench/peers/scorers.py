"""The three models of the guide by scikit-learn and xgboost: outputs, confidence and what moved each output.

Whatever is cheaper than what the product does is left cheaper: outputs aren't calibrated, and a forest's contributions are its global
importances times the row's deviation from the mean, which no tree is walked for.
"""

from __future__ import annotations

from math import erf, sqrt
from typing import Any, NamedTuple, Protocol

import numpy as np
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from learners import create_learner
from serving_job import ModelJob
from tables import Numbers, read_table

#: Points of score within which a lead's outcome counts as foretold.
TOLERANCE = 10


class Scored(NamedTuple):
    """One element, or one row of contributions, a row of features."""

    output: list[float]
    confidence: list[float]
    contributions: Numbers


class Scorer(Protocol):
    #: Mean of each feature over the training rows.
    typical: list[float]

    def score(self, x: Numbers) -> Scored: ...


class LeadScorer:
    """The sum of xgboost's own contributions is the score: one call answers both."""

    def __init__(self, job: ModelJob) -> None:
        table = read_table(job["table"])
        model = create_learner("xgboost", "regression", job["parameters"], 1, 1)
        model.fit(table.x, table.y)
        self._booster: xgboost.Booster = model.get_booster()
        self._booster.set_param({"nthread": 1})
        spread = float(np.std(table.y - model.predict(table.x)))
        self._within = erf(TOLERANCE / (spread * sqrt(2)))
        self.typical = _means(table.x).tolist()

    def score(self, x: Numbers) -> Scored:
        contributions = self._booster.predict(xgboost.DMatrix(x, nthread=1), pred_contribs=True)
        output = np.clip(contributions.sum(axis=1), 0, 100)
        return Scored(output.tolist(), [self._within] * len(x), contributions[:, :-1])


class ChurnScorer:
    """scikit-learn's forest takes missing values as they are."""

    def __init__(self, job: ModelJob) -> None:
        table = read_table(job["table"])
        self._model: RandomForestClassifier = create_learner(
            "random-forest", "classification", job["parameters"], 1, 1
        ).fit(table.x, table.y)
        means = _means(table.x)
        spread = np.nanstd(table.x, axis=0)
        sides = np.sign(np.nan_to_num(table.x - means).T @ (table.y - table.y.mean()))
        self._means = means
        self._weights = self._model.feature_importances_ * sides / np.where(spread > 0, spread, 1)
        self.typical = means.tolist()

    def score(self, x: Numbers) -> Scored:
        output = self._model.predict_proba(x)[:, 1]
        contributions = np.nan_to_num((x - self._means) * self._weights)
        return Scored(output.tolist(), np.maximum(output, 1 - output).tolist(), contributions)


class EngagementScorer:
    """The pipeline's steps once and in the open: what it standardised is what the contributions are computed from."""

    def __init__(self, job: ModelJob) -> None:
        table = read_table(job["table"])
        imputer, scaler = SimpleImputer(keep_empty_features=True), StandardScaler()
        model = LogisticRegression(C=job["parameters"].get("C", 1), max_iter=1000)
        make_pipeline(imputer, scaler, model).fit(table.x, table.y)
        self._scaler, self._imputer, self._model = scaler, imputer, model
        self._coefficients = model.coef_[0]
        self.typical = _means(table.x).tolist()

    def probabilities(self, x: Numbers) -> Numbers:
        return np.asarray(self._model.predict_proba(self._scaler.transform(self._imputer.transform(x)))[:, 1])

    def score(self, x: Numbers) -> Scored:
        standardised = self._scaler.transform(self._imputer.transform(x))
        output = self._model.predict_proba(standardised)[:, 1]
        confidence = np.maximum(output, 1 - output)
        return Scored(output.tolist(), confidence.tolist(), standardised * self._coefficients)


def _means(x: Numbers) -> Any:
    return np.nan_to_num(np.nanmean(x, axis=0))
