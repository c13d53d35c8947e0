"""A linear classifier over features: which class a text belongs to, and by which features. Pure; trained elsewhere.

Weights are whole numbers of eight bits with a scale for each feature: a quarter of the memory, the same answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

_STEPS = 127  # of eight bits, one for the sign


class Vector(NamedTuple):
    """A text's features that are known: their rows and values; the squares of the values add up to 1."""

    rows: Ints
    values: Floats


class Vocabulary:
    """The known features and how much each tells (its idf)."""

    def __init__(self, features: Sequence[str], idf: Floats) -> None:
        self.features = tuple(features)
        self.idf = idf
        self._rows = {feature: row for row, feature in enumerate(self.features)}
        self._idf: list[float] = idf.tolist()

    def vector(self, features: Mapping[str, float]) -> Vector:
        """The vector of a text's features."""
        find = self._rows.get
        rows = [(row, value) for feature, value in features.items() if (row := find(feature)) is not None]
        values = np.array([value * self._idf[row] for row, value in rows], dtype=np.float32)
        length = float(np.sqrt(values @ values)) if rows else 1.0
        return Vector(np.array([row for row, _ in rows], dtype=np.int32), values / np.float32(length))

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """What is to be kept, by names that begin with `name`."""
        return {f"{name}.features": np.array("\n".join(self.features)), f"{name}.idf": self.idf}

    @classmethod
    def kept(cls, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> "Vocabulary":
        """The vocabulary that was kept under that name."""
        return cls(str(arrays[f"{name}.features"]).split("\n"), arrays[f"{name}.idf"])


class Classifier:
    """Classes, and a weight for each feature in each of them."""

    def __init__(self, classes: Sequence[str], weights: npt.NDArray[np.int8], scales: Floats, bias: Floats) -> None:
        self.classes = tuple(classes)
        self._weights = weights  # features x classes
        self._scales = scales
        self._bias = bias

    @classmethod
    def of(cls, classes: Sequence[str], weights: Floats, bias: Floats) -> "Classifier":
        """A classifier from exact weights, one row a feature, one column a class."""
        scales = np.abs(weights).max(axis=1) / _STEPS
        scales[scales == 0] = 1.0
        whole = np.rint(weights / scales[:, None]).astype(np.int8)
        return cls(classes, whole, scales.astype(np.float32), bias.astype(np.float32))

    def margins(self, vector: Vector) -> Floats:
        """How far on its side of the border the text lies, for each class: above 0 it belongs there."""
        values = vector.values * self._scales[vector.rows]
        margins: Floats = values @ self._weights[vector.rows].astype(np.float32) + self._bias
        return margins

    def strongest(self, vector: Vector, place: int) -> Iterator[tuple[int, float]]:
        """The rows of the features that speak for a class, the strongest first, with what each adds."""
        values = vector.values * self._scales[vector.rows] * self._weights[vector.rows, place]
        for i in np.argsort(-values, kind="stable"):
            if values[i] <= 0:
                return
            yield int(vector.rows[i]), float(values[i])

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """What is to be kept, by names that begin with `name`."""
        kept = {
            "classes": np.array("\n".join(self.classes)),
            "weights": self._weights,
            "scales": self._scales,
            "bias": self._bias,
        }
        return {f"{name}.{key}": array for key, array in kept.items()}

    @classmethod
    def kept(cls, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> "Classifier":
        """The classifier that was kept under that name."""
        classes, weights, scales, bias = (arrays[f"{name}.{key}"] for key in ("classes", "weights", "scales", "bias"))
        return cls(str(classes).split("\n"), weights, scales, bias)
