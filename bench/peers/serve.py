"""Answers the bench: a request a line on stdin, an answer a line on stdout, both JSON. Ends with its input.

One process stays for a whole case, so that libraries are loaded and warm when a fit is timed.
"""

from __future__ import annotations

import json
import platform
import resource
import sys
from collections.abc import Callable
from importlib.metadata import version
from statistics import median
from time import perf_counter_ns
from typing import Any

from learners import create_learner, outputs, single_prediction
from search import search, stop_processes
from tables import Table, read_table

Request = dict[str, Any]
Answer = dict[str, Any]


class Session:
    """What stays from one request to the next: the tables and the model that was fitted last."""

    training: Table
    holdout: Table
    model: Any
    searched = False

    def load(self, request: Request) -> Answer:
        self.training = read_table(request["training"])
        self.holdout = read_table(request["holdout"])
        return {}

    def fit(self, request: Request) -> Answer:
        """From a numpy array to a fitted model, binning included."""
        learner = create_learner(
            request["learner"],
            request["task"],
            request["parameters"],
            request["threads"],
            request["seed"],
        )
        started = perf_counter_ns()
        self.model = learner.fit(self.training.x, self.training.y)
        return {"milliseconds": (perf_counter_ns() - started) / 1e6}

    def search(self, request: Request) -> Answer:
        self.searched = True
        started = perf_counter_ns()
        self.model = search(
            request["learner"],
            request["task"],
            request["candidates"],
            request["folds"],
            self.training,
            request["threads"],
            request["seed"],
        )
        return {"milliseconds": (perf_counter_ns() - started) / 1e6}

    def predict(self, request: Request) -> Answer:
        """The whole holdout in one call; the outputs go to a file."""
        started = perf_counter_ns()
        found = outputs(self.model, self.holdout.x)
        spent = (perf_counter_ns() - started) / 1e6
        found.astype("<f8").tofile(request["to"])
        return {"milliseconds": spent}

    def predict_each(self, request: Request) -> Answer:
        """One row a call; the median call."""
        predict = single_prediction(self.model)
        rows = [self.holdout.x[at : at + 1] for at in range(len(self.holdout.x))]
        spent: list[int] = []
        for repetition in range(request["repetitions"]):
            row = rows[repetition % len(rows)]
            started = perf_counter_ns()
            predict(row)
            spent.append(perf_counter_ns() - started)
        return {"milliseconds": median(spent) / 1e6}

    def peak(self, request: Request) -> Answer:
        """The most memory that was resident, joblib's processes included: each counts as the largest of them."""
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        helping = 0
        if self.searched:
            stop_processes()
            helping = request["threads"] * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        # Linux counts in kilobytes, macOS in bytes.
        return {"bytes": (own + helping) * (1 if sys.platform == "darwin" else 1024)}

    def versions(self, _request: Request) -> Answer:
        libraries = ["xgboost", "lightgbm", "scikit-learn", "numpy"]
        return {"python": platform.python_version(), **{name: version(name) for name in libraries}}


def main() -> None:
    session = Session()
    commands: dict[str, Callable[[Request], Answer]] = {
        "load": session.load,
        "fit": session.fit,
        "search": session.search,
        "predict": session.predict,
        "predictEach": session.predict_each,
        "peak": session.peak,
        "versions": session.versions,
    }
    for line in sys.stdin:
        request = json.loads(line)
        answer = commands[request["command"]](request)
        # The line before ends what a library may have printed.
        sys.stdout.write(f"\n{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
