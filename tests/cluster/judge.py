"""What must hold when a cluster has been hurt and has caught up: nothing lost, nothing twice, nothing in doubt."""

from collections.abc import Callable

from kyoso.compose import NAMES
from tests.cluster import linear
from tests.cluster.disturbances import hear_again
from tests.cluster.effects import compare
from tests.cluster.place import Place
from tests.cluster.steady_load import SteadyLoad
from tests.faults import kill_effects
from tests.faults.books import Since

Tell = Callable[[str], None]
ROWS = (("notifications", "message"),)


def before(place: Place) -> Since:
    """Remember what the journals said before the load."""
    return Since(place.books, NAMES, ROWS)


async def judge(place: Place, load: SteadyLoad, since: Since, tell: Tell) -> None:
    """Fail unless everything holds."""
    assert not load.wrong, load.wrong
    letters = [told for service in NAMES for told in place.books.letters_told(service)]
    assert not letters, letters
    missing = await load.ask_all_again()
    assert not missing, missing
    tell("every acknowledged command is answered again as it was")
    await place.caught_up()
    tell(kill_effects.each_once(since, load))
    compared = compare(place.books, place.site, since.known)
    assert not compared.faults(), "\n".join(compared.faults())
    tell(f"{compared.published} events, {compared.effects} effects, no stream with a gap")
    ledger = await place.do("GET", "/points/ledger", "auditor")
    assert ledger.json()["balanced"], ledger.body
    lines = list(load.history.lines())
    kept = place.data.with_name("history.jsonl")
    kept.write_text("\n".join(lines))  # for whoever wants to look at a verdict
    verdict = linear.check(lines)
    tell(f"{verdict} ({kept})")
    assert verdict.linearizable, verdict


async def everything_again(place: Place, tell: Tell) -> None:
    """Deliver everything that was ever on the bus once more to everybody: not one commit may follow."""
    await place.caught_up()
    sizes = {service: place.books.size(service) for service in NAMES}
    counts = {service: await hear_again(place, service) for service in sorted(place.groups)}
    await place.until_ready()
    await place.caught_up(300)
    after = {service: place.books.size(service) for service in NAMES}
    assert sizes == after, f"{sizes} became {after}"
    tell(f"delivered again: {counts}; not one commit more")
