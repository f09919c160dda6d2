"""The guide's job in Python: every candidate on every fold, then a final fit of the best."""

from __future__ import annotations

from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from learners import Parameters, create_learner, outputs
from tables import Table


def search(
    learner: str, task: str, candidates: list[Parameters], folds_file: str, table: Table, jobs: int, seed: int
) -> Any:
    """The candidate with the least mean loss, fitted on all rows. Each fit has one thread.

    `jobs` processes fit side by side; joblib keeps them from one search to the next, so they are warm after the first.
    """
    folds = np.fromfile(folds_file, dtype=np.uint8)
    count = int(folds.max()) + 1
    losses = Parallel(n_jobs=jobs)(
        delayed(_loss_on_fold)(learner, task, candidate, table, folds == fold, seed)
        for candidate in candidates
        for fold in range(count)
    )
    best = int(np.argmin(np.reshape(losses, (len(candidates), count)).mean(axis=1)))
    return create_learner(learner, task, candidates[best], 1, seed).fit(table.x, table.y)


def stop_processes() -> None:
    """Ends joblib's processes; the operating system then tells what memory they had."""
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)


def _loss_on_fold(
    learner: str, task: str, candidate: Parameters, table: Table, inside: NDArray[np.bool_], seed: int
) -> float:
    """Root mean squared error, or log loss."""
    model = create_learner(learner, task, candidate, 1, seed).fit(table.x[~inside], table.y[~inside])
    found, truth = outputs(model, table.x[inside]), table.y[inside]
    if task == "regression":
        return float(np.sqrt(np.mean((found - truth) ** 2)))
    certain = np.clip(found, 1e-15, 1 - 1e-15)
    return float(-np.mean(np.where(truth == 1, np.log(certain), np.log(1 - certain))))
