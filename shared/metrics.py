"""What a service counts, each in a registry of its own, every sample with the label ``service``.

``exposition`` writes the registries of several services as one page, each family once, for a process that runs many.
"""

import platform
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.openmetrics import exposition as openmetrics_page
from prometheus_client.registry import Collector

from shared.version import VERSION

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second family for each counter that nobody reads

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text"
OPENMETRICS_TYPE = f"{OPENMETRICS}; version=1.0.0; charset=utf-8"
"""Given to who asks for it, as Prometheus does: the only form that has exemplars."""

HTTP_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.12, 0.25, 0.5, 1.0, 2.0, 5.0)
"""Bucket bounds of requests. 0.12 is the promised p99 of a booking."""
HANDLER_SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0)


class WatchedSnapshots(Protocol):
    """What is read of the look-out for snapshots that are behind."""

    @property
    def streams(self) -> int: ...
    @property
    def commits(self) -> int: ...


class WatchedWriter(Protocol):
    """What is read of a journal's writer when the page is asked for."""

    commits: int
    retries: int

    @property
    def behind(self) -> WatchedSnapshots: ...

    @property
    def in_flight(self) -> int: ...
    @property
    def cached_states(self) -> int: ...


class Metrics:
    """The metrics of one service. Names are prefixed ``kyoso_``; units are in the names."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.registry = CollectorRegistry()
        self.clock = perf_counter
        # looking a label up costs more than counting, so what is counted at every event or request is kept
        self._http: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._consumed: dict[str, Counter] = {}
        self._handled: dict[str, Histogram] = {}
        self._requests = self._counter("http_requests", "Requests answered.", ("route", "method", "status"))
        self._seconds = self._histogram("http_request_seconds", "Time to answer.", HTTP_SECONDS, ("route", "method"))
        self.oldest_unconfirmed_seconds = self.gauge(
            "relay_oldest_unconfirmed_seconds", "Age of the oldest commit that the relay has not confirmed yet."
        )
        """Set by the relay after each pass; 0 when nothing waits."""
        self.dead_letters_open = self.gauge("dead_letters_open", "Dead letters that wait for an operator.")
        """Set by delivery and the relay whenever a letter is added or closed. The number in the service's store, as
        this process knows it: replicas show one number each, so take the highest, never the sum."""
        self.events_published_total = self.counter("events_published", "Events acknowledged by the bus.")
        """Increased by the relay: ``.inc(n)``."""
        self.events_consumed_total = self._counter("events_consumed", "Events handled to the end.", ("type",))
        """Increased by delivery: ``.labels(service, type).inc()``; see ``consumed``."""
        self.events_skipped_total = self._counter("events_skipped", "Events of a type no handler takes.", ("type",))
        """Increased by delivery; see ``skipped``."""
        self.handler_seconds = self._histogram(
            "handler_seconds", "Time a handler took for one event.", HANDLER_SECONDS, ("handler",)
        )
        """Observed by delivery; see ``handled``."""
        self._tell_who()

    def _tell_who(self) -> None:
        """Which code runs here, and what time it thinks it is: by these a replica that is missing or odd is found."""
        labels = ("version", "python")
        self.gauges_of("build_info", "Always 1.", labels, lambda: [((VERSION, platform.python_version()), 1.0)])
        self.gauge_of("clock_seconds", "The machine's time, since 1970.", time.time)

    # -- making metrics of one's own

    def gauge(self, name: str, text: str) -> Gauge:
        """A gauge of this service: ``.set(…)``."""
        return Gauge(f"kyoso_{name}", text, ("service",), registry=self.registry).labels(self.service)

    def counter(self, name: str, text: str) -> Counter:
        """A counter of this service: ``.inc(…)``. Its sample's name ends in ``_total``."""
        return Counter(f"kyoso_{name}", text, ("service",), registry=self.registry).labels(self.service)

    def gauge_of(self, name: str, text: str, read: Callable[[], float]) -> None:
        """A gauge whose value is read when the page is asked for."""
        self.gauge(name, text).set_function(read)

    def gauges_of(self, name: str, text: str, labels: Sequence[str], read: "ReadSamples") -> None:
        """A gauge with labels of its own (few values!), all of its samples read when the page is asked for."""
        self.registry.register(_SamplesCollector(self.service, f"kyoso_{name}", text, labels, read))

    def _counter(self, name: str, text: str, labels: Sequence[str]) -> Counter:
        return Counter(f"kyoso_{name}", text, ("service", *labels), registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: Sequence[float], labels: Sequence[str]) -> Histogram:
        return Histogram(f"kyoso_{name}", text, ("service", *labels), buckets=buckets, registry=self.registry)

    # -- what happened

    def answered(self, route: str, method: str, status: int, seconds: float, slow_trace_id: str = "") -> None:
        """A request was answered. ``route`` is the template, never the path: paths are without bound.

        ``slow_trace_id``: its trace, when it was slow; the sample then leads to what it caused (an exemplar).
        """
        key = (route, method, status)
        found = self._http.get(key)
        if found is None:
            found = self._http[key] = (
                self._requests.labels(self.service, route, method, str(status)),
                self._seconds.labels(self.service, route, method),
            )
        found[0].inc()
        if slow_trace_id:
            found[1].observe(seconds, {"trace_id": slow_trace_id})
        else:
            found[1].observe(seconds)

    def consumed(self, type_name: str, count: int = 1) -> None:
        """Events of a type were handled to the end."""
        found = self._consumed.get(type_name)
        if found is None:
            found = self._consumed[type_name] = self.events_consumed_total.labels(self.service, type_name)
        found.inc(count)

    def skipped(self, type_name: str, count: int = 1) -> None:
        """Events of a type that no handler takes went by."""
        self.events_skipped_total.labels(self.service, type_name).inc(count)

    def handled(self, handler: str, seconds: float) -> None:
        """A handler (by its pinned name) took so long for one event."""
        found = self._handled.get(handler)
        if found is None:
            found = self._handled[handler] = self.handler_seconds.labels(self.service, handler)
        found.observe(seconds)

    def watch(self, writer: WatchedWriter) -> None:
        """Show a journal's commits, retries and commands in flight; read when the page is asked for."""
        self.registry.register(_JournalCollector(self.service, writer))

    def watch_process(self, folder: Path) -> None:
        """Show what this process uses, and what is free where its data are. Once a process, not once a service."""
        ProcessCollector(registry=self.registry)
        self.gauges_of("data_bytes", "The file system of the data folder.", ("what",), lambda: _disk(folder))

    def exposition(self) -> bytes:
        """The page of one service."""
        return generate_latest(self.registry)


def _disk(folder: Path) -> Iterable[tuple[tuple[str, ...], float]]:
    """What is free and what there is in all; nothing while the folder is not there."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return []
    return [(("free",), float(usage.free)), (("total",), float(usage.total))]


ReadSamples = Callable[[], Iterable[tuple[tuple[str, ...], float]]]
"""Gives the samples of a gauge: values of the labels, and the number."""


class _SamplesCollector(Collector):
    """Asks for the samples of one gauge."""

    def __init__(self, service: str, name: str, text: str, labels: Sequence[str], read: ReadSamples) -> None:
        self._service = service
        self._name = name
        self._text = text
        self._labels = ("service", *labels)
        self._read = read

    def collect(self) -> Iterable[Metric]:
        gauge = GaugeMetricFamily(self._name, self._text, labels=self._labels)
        for values, number in self._read():
            gauge.add_metric((self._service, *values), number)
        yield gauge


class _JournalCollector(Collector):
    """Reads the writer's own numbers, so that counting costs the write path nothing."""

    def __init__(self, service: str, writer: WatchedWriter) -> None:
        self._service = service
        self._writer = writer

    def collect(self) -> Iterable[Metric]:
        for name, text, value in (
            ("journal_commits", "Commits written since the start.", self._writer.commits),
            ("journal_retries", "Batches that were done again.", self._writer.retries),
        ):
            counter = CounterMetricFamily(f"kyoso_{name}", text, labels=("service",))
            counter.add_metric((self._service,), value)
            yield counter
        for name, text, value in (
            ("journal_in_flight", "Commands that wait for an answer.", self._writer.in_flight),
            ("journal_cached_states", "States held in memory.", self._writer.cached_states),
            ("snapshot_streams_behind", "Streams whose snapshot is far behind.", self._writer.behind.streams),
            ("snapshot_commits_behind", "Commits of the worst one since its snapshot.", self._writer.behind.commits),
        ):
            gauge = GaugeMetricFamily(f"kyoso_{name}", text, labels=("service",))
            gauge.add_metric((self._service,), value)
            yield gauge


class _Merged(Collector):
    """Families of several registries, each name once, as the exposition format demands."""

    def __init__(self, registries: Iterable[CollectorRegistry]) -> None:
        self._registries = list(registries)

    def collect(self) -> Iterable[Metric]:
        families: dict[str, Metric] = {}
        for registry in self._registries:
            for family in registry.collect():
                known = families.get(family.name)
                if known is None:
                    known = families[family.name] = Metric(family.name, family.documentation, family.type, family.unit)
                known.samples.extend(family.samples)
        return families.values()


def exposition(metrics: Iterable[Metrics]) -> bytes:
    """One page for several services."""
    return generate_latest(_merged(metrics))


def page(metrics: Iterable[Metrics], accept: str = "") -> tuple[bytes, str]:
    """The page of some services and its content type, in the form that ``Accept`` asks for."""
    if OPENMETRICS in accept:
        written: bytes = openmetrics_page.generate_latest(_merged(metrics))  # type: ignore[no-untyped-call]  # no types
        return written, OPENMETRICS_TYPE
    return exposition(metrics), CONTENT_TYPE


def _merged(metrics: Iterable[Metrics]) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Merged(each.registry for each in metrics))
    return registry
