"""What feeds counts, beside what every service counts."""

from collections.abc import Callable

from shared.metrics import Metrics


class DeliveryFigures:
    """Deliveries and failures of webhooks. ``show`` puts them, with the gauges, on the service's page."""

    def __init__(self) -> None:
        self._delivered: Callable[[], None] = lambda: None
        self._failed: Callable[[str], None] = lambda code: None

    def show(
        self,
        metrics: Metrics,
        *,
        lag_seconds: Callable[[], float],
        listeners: Callable[[], float],
        standing: Callable[[str], float],
    ) -> None:
        """Begin to count on a page."""
        delivered = metrics.counter("feeds_deliveries", "Events that webhooks have taken.")
        failed = metrics.counter("feeds_delivery_failures", "Attempts that webhooks have not taken.")
        self._delivered = delivered.inc
        self._failed = lambda code: failed.inc()
        metrics.gauge_of(
            "feeds_delivery_lag_seconds", "Age of the oldest event that a webhook has not taken yet.", lag_seconds
        )
        metrics.gauge_of("feeds_listeners", "Open streams of server-sent events.", listeners)
        metrics.gauges_of(
            "feeds_subscriptions",
            "Subscriptions by standing, as this process last read them.",
            ("status",),
            lambda: [((status,), standing(status)) for status in ("active", "paused", "disabled")],
        )

    def delivered(self) -> None:
        """An event was taken."""
        self._delivered()

    def failed(self, code: str) -> None:
        """An attempt failed; the code stands in the subscription."""
        self._failed(code)
