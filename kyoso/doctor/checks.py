"""All checks, in the order in which they are told."""

from collections.abc import Callable, Iterable

from kyoso.doctor import checks_ground, checks_replicas, checks_settings, checks_work
from kyoso.doctor.facts import Facts
from kyoso.doctor.finding import Finding

CHECKS: tuple[Callable[[Facts], Iterable[Finding]], ...] = (
    checks_settings.municipality,
    checks_settings.issuer,
    checks_settings.master_key,
    checks_settings.clocks,
    checks_settings.numbers,
    checks_replicas.reached,
    checks_replicas.ready,
    checks_replicas.versions,
    checks_work.unconfirmed,
    checks_work.lag,
    checks_work.dead_letters,
    checks_work.ledger,
    checks_work.snapshots,
    checks_ground.disk,
    checks_ground.store,
    checks_ground.topics,
    checks_ground.certificates,
    checks_ground.backups,
)


def examined(facts: Facts) -> list[Finding]:
    """What every check says."""
    return [finding for check in CHECKS for finding in check(facts)]
