"""How a service is: started or not, and what is away without stopping it. Set by the runner and by messaging."""

from dataclasses import dataclass, field

from shared.metrics import Metrics

BROKER_PARTS = ("broker", "bus")
"""What the relay and the consumer call the broker when it does not answer."""


@dataclass
class Health:
    """Whether the service has been started (sweeps done, consumers running), and which parts are degraded and why.

    A degraded part (the broker is away) does not make the service unready: commands are accepted, the journal keeps.
    """

    started: bool = False
    draining: bool = False
    """The process was asked to stop: it still serves, and says that it is not ready, so that nothing new is sent."""
    degraded: dict[str, str] = field(default_factory=dict)
    writable: bool = False
    """Whether the last probe could write; kept by ``shared.web.health``."""
    probed_at: float = float("-inf")

    def degrade(self, part: str, why: str) -> None:
        """``part`` does not work for now; ``why`` is a constant word without personal data."""
        self.degraded[part] = why

    def recover(self, part: str) -> None:
        """``part`` works again."""
        self.degraded.pop(part, None)

    def show(self, metrics: Metrics) -> None:
        """Put what ails the service on its page of figures."""
        metrics.gauge_of("store_writable", "1 when the last probe could write.", lambda: float(self.writable))
        metrics.gauge_of("broker_away", "1 while the broker does not answer.", lambda: float(self.broker_away))

    @property
    def broker_away(self) -> bool:
        """Whether the relay or the consumer has found the broker away."""
        return any(part in self.degraded for part in BROKER_PARTS)
