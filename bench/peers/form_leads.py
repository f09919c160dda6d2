"""LightGBM on the columns that a model of the product reads.

Reads JSON from standard input: columns (texts or numbers, null is missing), labels and which rows are held out.
Writes the ROC AUC on those. Its parameters are chosen by cross-validation on the other rows.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold

from tables import Numbers


def matrix(columns: list[dict[str, Any]], held: Any) -> Numbers:
    """Categories become the codes of their levels among the rows to learn from; others are missing."""
    coded = []
    for column in columns:
        values = column["values"]
        if column["kind"] == "category":
            levels = sorted({value for value, out in zip(values, held) if value is not None and not out})
            codes = {level: at for at, level in enumerate(levels)}
            coded.append([codes.get(value, np.nan) for value in values])
        else:
            coded.append([np.nan if value is None else value for value in values])
    return np.array(coded, dtype=np.float64).T


def main() -> None:
    given = json.load(sys.stdin)
    held = np.array(given["held"], dtype=bool)
    y = np.array(given["labels"], dtype=np.int64)
    x = matrix(given["columns"], held)
    categories = [at for at, column in enumerate(given["columns"]) if column["kind"] == "category"]
    grid = {"n_estimators": [60, 150, 300], "num_leaves": [4, 8]}
    model = LGBMClassifier(learning_rate=0.05, n_jobs=1, random_state=1, verbosity=-1, reg_lambda=1, max_cat_to_onehot=8)
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    search = GridSearchCV(model, grid, scoring="roc_auc", cv=folds)
    search.fit(x[~held], y[~held], categorical_feature=categories)
    json.dump({"auc": roc_auc_score(y[held], search.predict_proba(x[held])[:, 1])}, sys.stdout)


main()
