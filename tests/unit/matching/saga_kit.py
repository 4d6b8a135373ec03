"""The saga of matching without a store: states in memory, and the service's own table of reactions, in any order."""

from datetime import UTC, datetime, timedelta

from services.matching.domain.events import Asking
from services.matching.domain.groups.group import Group, Profile
from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.person import Person
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster import Roster
from services.matching.reactions import REACTIONS
from shared.errors import KyosoError
from shared.journal import Following

START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
BY_TYPE = {}
for reaction in REACTIONS:
    BY_TYPE.setdefault(reaction.event.type, []).append(reaction)


class Saga:
    """Streams by name; ``waiting`` are steps that no relay has done yet."""

    def __init__(self, coordinators=("sato", "ito"), desk="abe", capacity=2, groups=("garden", "chorus")):
        self.states, self.waiting, self.log, self.now, self.asked = {}, [], [], START, 0
        self.commit(Roster.main(), lambda roster: roster.set_desk(desk, 7))
        for id in coordinators:
            self.enter(id, capacity)
        for id in groups:
            profile = Profile(name=id, kind="theme")
            self.commit(Group.stream(id), lambda group, p=profile, o=f"officer-{id}": group.register(p, o))
        self.drain()

    def state(self, stream):
        """The state of a stream, made when it is new."""
        if stream.name not in self.states:
            self.states[stream.name] = stream.state(stream_name=stream.name)
        return self.states[stream.name]

    def commit(self, stream, decide):
        """Decide, fold, and note what follows. A refusal changes nothing."""
        state = self.state(stream)
        events = list(decide(state))
        for event in events:
            state.apply(event)
            self.log.append((stream.name, event))
            self.waiting.extend((reaction, event, stream.name, self.now) for reaction in BY_TYPE.get(event.type, ()))
        return events

    def attempt(self, stream, decide):
        """A command; what it refuses is ``None``."""
        try:
            return self.commit(stream, decide)
        except KyosoError:
            return None

    def step(self, which=0):
        """One step that waits, whichever: a relay keeps no order between streams."""
        if self.waiting:
            reaction, event, stream, at = self.waiting.pop(which % len(self.waiting))
            following = Following("id", stream, at, "", lambda label: label)
            for target, decide in reaction.steps(event, following):
                self.commit(target, decide)

    def drain(self):
        """Every step, until nothing follows."""
        for _ in range(10_000):
            if not self.waiting:
                return
            self.step()
        raise AssertionError("the saga does not end")

    def timers(self):
        """What the clock does for everything that is due."""
        for kind in (Introduction, FollowUp):
            for state in [each for each in self.states.values() if isinstance(each, kind)]:
                self.commit(type(state).stream(state.stream_key), lambda found: found.pass_deadline(self.now))

    def enter(self, id, capacity=2):
        """A coordinator of everywhere."""
        self.commit(Roster.main(), lambda roster: roster.set_coordinator(id, Coordinator(capacity=capacity)))

    def ask(self, person_id, group_id):
        """Somebody asks to meet a group; the introduction's id."""
        self.asked += 1
        id = f"i{self.asked}"
        asking = Asking(
            introduction_id=id, person_id=person_id, group_id=group_id, message_id=f"m-{id}", asked_at=self.now,
            reasons=("shared-tag:tea",),
        )  # fmt: skip
        self.attempt(Person.stream(person_id), lambda person: person.ask(asking))
        return id

    def of(self, kind):
        """All states of a kind."""
        return [state for state in self.states.values() if isinstance(state, kind)]

    @property
    def roster(self):
        return self.state(Roster.main())

    def pass_days(self, days):
        """Time goes on."""
        self.now += timedelta(days=days)
