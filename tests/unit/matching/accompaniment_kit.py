"""A roster, one group's accompaniment and its saga, without a journal, for tests that do its steps in any order."""

from datetime import UTC, datetime, timedelta

from services.matching.domain.accompanying.accompaniment import Accompaniment
from services.matching.domain.learning.support_terms import SupportTerms
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster import Roster
from services.matching.knowledge import PACKAGED
from services.matching.reactions import REACTIONS
from shared.journal import Following

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TERMS = SupportTerms.read(PACKAGED / "support.json").accompaniment
BY_TYPE = {}
for reaction in REACTIONS:
    BY_TYPE.setdefault(reaction.event.type, []).append(reaction)


class Saga:
    """A roster, one group's accompaniment, and steps that no relay has done yet."""

    def __init__(self, capacity=2):
        self.states, self.waiting, self.log, self.now = {}, [], [], NOW
        self.do(Roster.main(), lambda roster: roster.set_desk("abe", 7))
        self.enter("inter", "intermediary", capacity)
        self.enter("sato", "dedicated", capacity)
        self.drain()

    def do(self, stream, decide):
        state = self.states.setdefault(stream.name, stream.state(stream_name=stream.name))
        events = list(decide(state))
        for event in events:
            state.apply(event)
            self.log.append(event)
            self.waiting.extend((reaction, event, stream.name, self.now) for reaction in BY_TYPE.get(event.type, ()))
        return events

    def enter(self, id, kind, capacity=2):
        self.do(Roster.main(), lambda roster: roster.set_coordinator(id, Coordinator(capacity=capacity, kind=kind)))

    def leave(self, id, *, drain=True):
        """Somebody serves no longer."""
        self.do(Roster.main(), lambda roster: roster.retire(id))
        if drain:
            self.drain()

    def run(self, decide):
        return self.do(Accompaniment.stream("garden"), decide)

    def step(self, which=0):
        if self.waiting:
            reaction, event, stream, at = self.waiting.pop(which % len(self.waiting))
            for target, decide in reaction.steps(event, Following("id", stream, at, "", lambda label: label)):
                self.do(target, decide)

    def drain(self):
        for _ in range(2_000):
            if not self.waiting:
                return
            self.step()
        raise AssertionError("the saga does not end")

    def tick(self, days):
        self.now += days * DAY
        self.run(lambda found: found.pass_deadline(found.number, self.now))
        self.drain()

    def begin(self):
        self.run(lambda found: found.propose(("money",), "inter", TERMS, self.now, by="yui", relation="officer"))
        self.drain()
        self.run(lambda found: found.agree("intermediary", "inter", self.now))
        self.drain()

    @property
    def found(self):
        return self.states["accompaniment/garden"]

    @property
    def roster(self):
        return self.states["roster/main"]

    @property
    def now_is(self):
        return self.found.status, self.found.owner_id, self.found.intermediary_id
