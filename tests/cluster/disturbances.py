"""Everything that is done to a running cluster, one after another: each does harm for a while and then lets go.

Whoever calls waits until everything is ready again. What each gives back is what it did, for the protocol.
"""

import asyncio
import random
import resource
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from kyoso.compose import NAMES
from tests.cluster.place import BROKER, STORE, Place
from tests.cluster.processes import Process
from tests.cluster.tcp_proxy import Trouble

SESSION_SECONDS = 10.0
"""After so long without a heartbeat the broker gives a consumer's partitions to others."""
BACK_RECORDS = 200


@dataclass
class Scene:
    """The cluster, the chance that chooses, and how long something lasts."""

    place: Place
    chance: random.Random
    seconds: float
    clocks: int = 0
    done: list[str] = field(default_factory=list)

    def somebody(self, service: str = "") -> Process:
        """One replica of a service, or of any."""
        return self.chance.choice(self.place.replicas(service))

    def listener(self) -> str:
        """A service that hears events."""
        return self.chance.choice(sorted(self.place.groups))


async def _down(scene: Scene, *victims: Process) -> str:
    """Kill these at once, leave them dead for a while, and start them again."""
    await asyncio.gather(*(victim.kill() for victim in victims))
    await asyncio.sleep(scene.seconds / 2)
    for victim in victims:
        victim.start()
    return " and ".join(victim.name for victim in victims)


async def kill_a_replica(scene: Scene) -> str:
    """One of two: the other serves on."""
    return await _down(scene, scene.somebody())


async def kill_the_booking(scene: Scene) -> str:
    """One of the two that write facility-days."""
    return await _down(scene, scene.somebody("booking"))


async def kill_the_broker(scene: Scene) -> str:
    """Commands are taken all the same; the journals keep what is to be published."""
    return await _down(scene, scene.place.processes[BROKER])


async def kill_the_store(scene: Scene) -> str:
    """Everybody is told *later*."""
    return await _down(scene, scene.place.processes[STORE])


async def kill_both_replicas(scene: Scene) -> str:
    """A service that is not there at all for a while."""
    return await _down(scene, *scene.place.replicas(scene.chance.choice(NAMES)))


async def kill_broker_and_replica(scene: Scene) -> str:
    """Two at once."""
    return await _down(scene, scene.place.processes[BROKER], scene.somebody())


async def kill_store_and_replica(scene: Scene) -> str:
    """Two at once."""
    return await _down(scene, scene.place.processes[STORE], scene.somebody("booking"))


async def kill_broker_and_store(scene: Scene) -> str:
    """Two at once: nothing is left but the services themselves."""
    return await _down(scene, scene.place.processes[BROKER], scene.place.processes[STORE])


async def pause_the_broker(scene: Scene) -> str:
    """Stopped past the session time-out: to itself no time has passed."""
    seconds = SESSION_SECONDS + 2
    with scene.place.processes[BROKER].paused():
        await asyncio.sleep(seconds)
    return f"for {seconds:.0f} s"


async def pause_a_replica(scene: Scene) -> str:
    """Its partitions go to the other one; then it wakes up with a batch in hand that is not its own any more."""
    victim, seconds = scene.somebody(scene.listener()), SESSION_SECONDS + 2
    with victim.paused():
        await asyncio.sleep(seconds)
    return f"{victim.name} for {seconds:.0f} s"


async def rebalances(scene: Scene) -> str:
    """Somebody joins a group and leaves it, again and again; each time everybody's partitions are dealt anew."""
    service = scene.listener()
    topics, seconds = scene.place.groups[service], scene.seconds / 4
    given = [await scene.place.lag.intrude(service, topics, seconds) for _ in range(4)]
    return f"4 of {service}, the intruder was given {given} partitions"


async def a_slow_consumer(scene: Scene) -> str:
    """It runs for a tenth of the time."""
    victim = scene.somebody(scene.listener())
    await victim.slowed(0.1, scene.seconds)
    return victim.name


async def cut_lines(scene: Scene) -> str:
    """Replies of store and broker end in the middle: nobody knows what was done."""
    store, broker = scene.place.store_line, scene.place.broker_line
    assert store
    assert broker
    before = store.cuts, broker.cuts
    store.set(Trouble(cut_share=0.05))
    broker.set(Trouble(cut_share=0.05))
    await asyncio.sleep(scene.seconds)
    store.calm()
    broker.calm()
    return f"{store.cuts - before[0]} to the store, {broker.cuts - before[1]} to the broker"


async def black_hole(scene: Scene) -> str:
    """The lines stand and nothing comes through; before and after everything is slow."""
    store, broker = scene.place.store_line, scene.place.broker_line
    assert store
    assert broker
    for trouble in (Trouble(delay_seconds=0.05, bytes_per_second=200_000), Trouble(swallow=True)):
        store.set(trouble)
        broker.set(trouble)
        await asyncio.sleep(scene.seconds / 2)
    store.calm()
    broker.calm()
    return "slow, then silent"


async def a_wrong_clock(scene: Scene) -> str:
    """One replica's clock goes forward and back by minutes while the others' do not."""
    victim = scene.somebody("booking")
    scene.clocks += 1
    file = scene.place.data / f"wrong-clock-{scene.clocks}"
    file.write_text("0\n")
    right = victim.daemon.environment["KYOSO_CLOCK_FILE"]
    await victim.stop()
    victim.start(KYOSO_CLOCK_FILE=str(file))
    await scene.place.until_ready()
    moves = [scene.chance.uniform(-120, 120) for _ in range(8)]
    for offset in moves:
        file.write_text(f"{offset:.3f}\n")
        await asyncio.sleep(scene.seconds / len(moves))
    await victim.stop()
    victim.start(KYOSO_CLOCK_FILE=right)
    return f"{victim.name} by {', '.join(f'{offset:+.0f}' for offset in moves)} s"


async def full_disk(scene: Scene) -> str:
    """No file of the store grows any more; then there is room, and somebody starts it again."""
    store = scene.place.processes[STORE]
    pid = store.daemon.pid()
    assert pid is not None
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4_096, hard))
    await asyncio.sleep(scene.seconds)
    await store.kill()
    store.start()
    return f"for {scene.seconds:.0f} s"


async def deliver_again(scene: Scene) -> str:
    """A service hears again what it has finished."""
    service = scene.listener()
    count = await hear_again(scene.place, service, BACK_RECORDS)
    return f"{count} events to {service}"


async def hear_again(place: Place, service: str, back: int = 1_000_000) -> int:
    """Stop a service, set its group back, start it; how many events it hears again."""
    replicas = place.replicas(service)
    await asyncio.gather(*(replica.stop() for replica in replicas))
    count = await place.lag.hear_again(service, place.groups[service], back)
    for replica in replicas:
        replica.start()
    return count


Disturbance = Callable[[Scene], Awaitable[str]]
ALL: tuple[Disturbance, ...] = (
    kill_a_replica,
    kill_the_booking,
    kill_the_broker,
    kill_the_store,
    kill_both_replicas,
    kill_broker_and_replica,
    kill_store_and_replica,
    kill_broker_and_store,
    pause_the_broker,
    pause_a_replica,
    rebalances,
    a_slow_consumer,
    cut_lines,
    black_hole,
    a_wrong_clock,
    full_disk,
    deliver_again,
)
