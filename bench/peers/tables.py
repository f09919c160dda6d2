"""Tables as the bench writes them: raw little-endian float64, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Features `x`, rows x columns, and labels `y`, one a row."""

    x: Numbers
    y: Numbers


def read_table(described: dict[str, Any]) -> Table:
    x = np.fromfile(described["x"], dtype="<f8").reshape(described["rows"], described["columns"])
    return Table(x, np.fromfile(described["y"], dtype="<f8"))
