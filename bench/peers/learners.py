"""The peers by name, with the engine's parameters in their own words.

A library is imported when it is first asked for, so that the memory of one isn't counted for another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tables import Numbers

Parameters = dict[str, float]


def create_learner(name: str, task: str, parameters: Parameters, threads: int, seed: int) -> Any:
    """A scikit-learn estimator, not fitted yet. `parameters` are named as in `engine/`."""
    return _learners[name](task == "classification", parameters, threads, seed)


def outputs(model: Any, x: Numbers) -> Numbers:
    """What the scores are computed from: the value, or the probability of class 1."""
    if hasattr(model, "predict_proba"):
        return np.asarray(model.predict_proba(x)[:, 1], dtype=np.float64)
    return np.asarray(model.predict(x), dtype=np.float64)


def single_prediction(model: Any) -> Callable[[Numbers], Any]:
    """The call that answers for one row."""
    return model.predict_proba if hasattr(model, "predict_proba") else model.predict


def _xgboost(classes: bool, given: Parameters, threads: int, seed: int) -> Any:
    import xgboost

    create = xgboost.XGBClassifier if classes else xgboost.XGBRegressor
    return create(
        tree_method="hist",
        grow_policy="lossguide",
        n_jobs=threads,
        random_state=seed,
        verbosity=0,
        n_estimators=_whole(given, "n_estimators", 100),
        learning_rate=given.get("learning_rate", 0.1),
        max_leaves=_whole(given, "max_leaves", 31),
        max_depth=_whole(given, "max_depth", 0),
        # A row of squared loss weighs 1, so the least number of rows in a leaf is a least weight too.
        min_child_weight=max(given.get("min_child_weight", 1), 0 if classes else given.get("min_samples_leaf", 1)),
        reg_lambda=given.get("reg_lambda", 1),
        reg_alpha=given.get("reg_alpha", 0),
        gamma=given.get("gamma", 0),
        subsample=given.get("subsample", 1),
        colsample_bytree=given.get("colsample_bytree", 1),
        max_bin=_whole(given, "max_bin", 255),
    )


def _lightgbm(classes: bool, given: Parameters, threads: int, seed: int) -> Any:
    import lightgbm

    create = lightgbm.LGBMClassifier if classes else lightgbm.LGBMRegressor
    return create(
        n_jobs=threads,
        random_state=seed,
        verbosity=-1,
        n_estimators=_whole(given, "n_estimators", 100),
        learning_rate=given.get("learning_rate", 0.1),
        num_leaves=_whole(given, "max_leaves", 31),
        max_depth=_whole(given, "max_depth", 0) or -1,
        min_child_samples=_whole(given, "min_samples_leaf", 1),
        min_child_weight=given.get("min_child_weight", 1),
        reg_lambda=given.get("reg_lambda", 1),
        reg_alpha=given.get("reg_alpha", 0),
        min_split_gain=given.get("gamma", 0),
        subsample=given.get("subsample", 1),
        subsample_freq=1,
        colsample_bytree=given.get("colsample_bytree", 1),
        max_bin=_whole(given, "max_bin", 255),
    )


def _hist_gradient_boosting(classes: bool, given: Parameters, threads: int, seed: int) -> Any:
    """Its threads are OpenMP's, as the environment says."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    create = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
    return create(
        early_stopping=False,
        random_state=seed,
        max_iter=_whole(given, "n_estimators", 100),
        learning_rate=given.get("learning_rate", 0.1),
        max_leaf_nodes=_whole(given, "max_leaves", 31),
        max_depth=_whole(given, "max_depth", 0) or None,
        min_samples_leaf=_whole(given, "min_samples_leaf", 1),
        l2_regularization=given.get("reg_lambda", 1),
        max_bins=_whole(given, "max_bin", 255),
    )


def _random_forest(classes: bool, given: Parameters, threads: int, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    settings: dict[str, Any] = {
        "n_jobs": threads,
        "random_state": seed,
        "n_estimators": _whole(given, "n_estimators", 100),
        "max_features": given.get("max_features", 0) or ("sqrt" if classes else 1 / 3),
        "max_depth": _whole(given, "max_depth", 0) or None,
        "max_leaf_nodes": _whole(given, "max_leaf_nodes", 0) or None,
        "min_samples_split": _whole(given, "min_samples_split", 2),
        "min_samples_leaf": _whole(given, "min_samples_leaf", 1),
    }
    if not classes:
        return RandomForestRegressor(**settings)
    return RandomForestClassifier(**settings, class_weight="balanced" if given.get("balanced", 0) == 1 else None)


def _logistic_regression(classes: bool, given: Parameters, _threads: int, _seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if not classes:
        raise ValueError("Logistic regression is for classification.")
    return make_pipeline(
        StandardScaler(),
        LogisticRegression(solver="lbfgs", C=given.get("C", 1), max_iter=_whole(given, "maxIterations", 100)),
    )


def _whole(given: Parameters, name: str, otherwise: int) -> int:
    return int(given.get(name, otherwise))


_learners: dict[str, Callable[[bool, Parameters, int, int], Any]] = {
    "xgboost": _xgboost,
    "lightgbm": _lightgbm,
    "hist-gradient-boosting": _hist_gradient_boosting,
    "random-forest": _random_forest,
    "logistic-regression": _logistic_regression,
}
