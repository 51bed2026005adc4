"""Numbers for Prometheus, counted so cheaply that the hot path need not ask whether to.

A process runs one event loop, so counting is a dictionary entry and needs no lock: a tenth of what
the client library charges. The library gives the names, the process's own numbers and the text.
Metrics stand beside what they measure; a family registers itself when it is made.
"""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from prometheus_client.core import Metric
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import CollectorRegistry

Sample: TypeAlias = tuple[str, dict[str, str], float]
Family: TypeAlias = tuple[str, str, str, list[Sample]]

SECONDS: Final = (
    *(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0),
)
SIZES: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)


class Counter:
    """Only grows. `add` takes the label values in the order of `labels`."""

    def __init__(self, name: str, text: str, labels: Sequence[str] = ()) -> None:
        self._about = (name, "counter", text)
        self._labels = tuple(labels)
        self._values: dict[tuple[str, ...], float] = {}
        _FAMILIES.append(self.family)

    def add(self, *labels: str, by: float = 1) -> None:
        self._values[labels] = self._values.get(labels, 0) + by

    def family(self) -> Family:
        name = f"{self._about[0]}_total"
        return (
            *self._about,
            [
                (name, dict(zip(self._labels, labels, strict=True)), value)
                for labels, value in self._values.items()
            ],
        )


class Histogram:
    """How values are spread over `bounds`, each the upper end of its bucket."""

    def __init__(
        self, name: str, text: str, labels: Sequence[str] = (), *, bounds: Sequence[float] = SECONDS
    ) -> None:
        self._about = (name, "histogram", text)
        self._labels = tuple(labels)
        self._bounds = tuple(bounds)
        # Each entry: how many fell into each bucket, the rest, and last the sum of all values.
        self._values: dict[tuple[str, ...], list[float]] = {}
        _FAMILIES.append(self.family)

    def observe(self, value: float, *labels: str) -> None:
        found = self._values.get(labels)
        if found is None:
            found = self._values[labels] = [0.0] * (len(self._bounds) + 2)
        found[bisect_left(self._bounds, value)] += 1
        found[-1] += value

    def family(self) -> Family:
        return (*self._about, [s for labels in self._values for s in self._samples(labels)])

    def _samples(self, values: tuple[str, ...]) -> Iterator[Sample]:
        name = self._about[0]
        labels = dict(zip(self._labels, values, strict=True))
        *counts, total = self._values[values]
        below = 0.0
        for bound, count in zip((*map(str, self._bounds), "+Inf"), counts, strict=True):
            below += count
            yield f"{name}_bucket", labels | {"le": bound}, below
        yield f"{name}_count", labels, below
        yield f"{name}_sum", labels, total


class Gauge:
    """A level that rises and falls."""

    def __init__(self, name: str, text: str, labels: Sequence[str] = ()) -> None:
        self._about = (name, "gauge", text)
        self._labels = tuple(labels)
        self._values: dict[tuple[str, ...], float] = {}
        _FAMILIES.append(self.family)

    def add(self, by: float, *labels: str) -> None:
        self._values[labels] = self._values.get(labels, 0) + by

    def set(self, value: float, *labels: str) -> None:
        self._values[labels] = value

    def family(self) -> Family:
        name = self._about[0]
        return (
            *self._about,
            [
                (name, dict(zip(self._labels, labels, strict=True)), value)
                for labels, value in self._values.items()
            ],
        )


_FAMILIES: Final[list[Callable[[], Family]]] = []


def snapshot() -> list[Family]:
    """Every family of this process as it stands."""
    return [family() for family in _FAMILIES] + [
        (m.name, m.type, m.documentation, [(s.name, dict(s.labels), s.value) for s in m.samples])
        for m in _process.collect()
    ]


class Exposition:
    """Snapshots of several processes as one, each sample labeled with its `process`."""

    def __init__(self) -> None:
        self._families: dict[str, Metric] = {}

    def add(self, process: str, families: Iterable[Family]) -> None:
        for name, kind, text, samples in families:
            metric = self._families.setdefault(name, Metric(name, text, kind))
            for sample, labels, value in samples:
                metric.add_sample(sample, labels | {"process": process}, value)

    def collect(self) -> Iterable[Metric]:
        return self._families.values()


def process_name(kind: str) -> str:
    return f"{kind}-{os.getpid()}"


def _own_registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


_process: Final = _own_registry()
