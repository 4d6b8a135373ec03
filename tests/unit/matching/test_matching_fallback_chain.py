"""Whoever retires, is away or was never named: a consultation ends at a named person, with a day, at every moment."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.person import Person
from services.matching.domain.team.choosing import Coordinator, Leave
from services.matching.domain.team.roster import Roster
from shared.clock import tokyo_date
from tests.unit.matching.consultation_kit import asking
from tests.unit.matching.saga_kit import Saga

DESKS = ("general", "family", "welfare", "life", "professional")
STAFF = ("sato", "ito", "abe", "ueda", "hori")
"""Any of them may coordinate, own a desk or the city's, be away, bring a worry themselves, retire and be erased."""
COMMANDS = (
    "bring", "bring", "bring", "retire", "enter", "leave", "owner", "no-owner", "city", "erase", "refer", "answer",
    "reopen", "resolve", "days", "clock", "step", "drain",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(0, 30), st.integers(0, 4)), min_size=5, max_size=40)


class Desks(Saga):
    """The saga with consultations: each under a number of its own."""

    def __init__(self):
        super().__init__(coordinators=("sato", "ito"), desk="abe", capacity=1, groups=())
        self.brought = 0

    def bring(self, person_id, desk):
        self.brought += 1
        worry = asking(f"k{self.brought}", person_id).model_copy(update={"asked_at": self.now})
        turn = Consultation(stream_name="consultation/new", asking=worry)._turn("opened", desk, self.now, general=False)
        turn = turn.model_copy(update={"due_at": self.now + timedelta(days=3), "general": desk == "general"})
        if person_id is None:
            self.attempt(Consultation.stream(worry.consultation_id), lambda found: found.ask(worry, turn))
        else:
            self.attempt(Person.stream(person_id), lambda person: person.ask_consultation(worry, turn))

    def clock(self):
        for found in self.of(Consultation):
            self.commit(Consultation.stream(found.stream_key), lambda each: each.pass_deadline(self.now))


def play(saga, what, one, two):
    """One command, on whichever consultation, somebody of the staff, and a desk."""
    who, desk = STAFF[one % len(STAFF)], DESKS[two % len(DESKS)]
    case = Consultation.stream(f"k{one % max(1, saga.brought) + 1}")
    by = {"by": who, "relation": "assigned"}
    match what:
        case "bring":
            saga.bring((None, "hana", who)[one % 3], desk)
        case "retire":
            saga.attempt(Roster.main(), lambda roster: roster.retire(who))
        case "enter" | "leave":
            day = tokyo_date(saga.now)
            leave = (Leave(first_day=day, last_day=day + timedelta(days=3)),) if what == "leave" else ()
            entry = Coordinator(capacity=two % 3, desks=() if two > 2 else (desk,), leave=leave)
            saga.attempt(Roster.main(), lambda roster: roster.set_coordinator(who, entry))
        case "owner" | "no-owner":
            owner = who if what == "owner" else None
            saga.attempt(Roster.main(), lambda roster: roster.set_desk_owner(desk, owner))
        case "city":
            saga.attempt(Roster.main(), lambda roster: roster.set_desk(who, 7))
        case "erase":
            saga.commit(Person.stream(who), lambda person: person.forget())
            saga.attempt(Roster.main(), lambda roster: roster.retire(who))
        case "refer":
            saga.attempt(case, lambda found: found.refer(desk, saga.now, by=who, general=desk == "general"))
        case "answer":
            saga.attempt(case, lambda found: found.answer(saga.now, **by))
        case "reopen":
            saga.attempt(case, lambda found: found.reopen(saga.now, **by))
        case "resolve":
            saga.attempt(case, lambda found: found.resolve(saga.now, word="person", **by))
        case "days":
            saga.pass_days(one)
        case "clock":
            saga.clock()
        case "step":
            saga.step(one)
        case "drain":
            saga.drain()


def check(saga):
    """At rest: who has it serves or owns a desk; the roster counts it there; the person has a day to go by."""
    roster = saga.roster
    owners = {roster.desk_owner, *roster.desk_owners.values()}
    going = {found.stream_key: found for found in saga.of(Consultation) if found.asking and not found.over}
    for id, found in going.items():
        assert found.coordinator_id in owners | set(roster.coordinators), "a named person who is there"
        assert found.due_at is not None
        assert found.pending is None, "nobody is still being looked for"
        assert roster.cases[id].holder == found.coordinator_id
        assert found.coordinator_id in roster.coordinators or not found.counted
    assert set(roster.cases) <= set(going)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_a_consultation_ends_at_a_named_person_whoever_goes(steps):
    """Random desks, vacancies, leaves, retirements and erasures, and steps of the saga in any order."""
    saga = Desks()
    for what, one, two in steps:
        play(saga, what, one, two)
    saga.drain()
    check(saga)


@settings(max_examples=20, deadline=None)
@given(STEPS)
def test_left_alone_each_is_escalated_once_to_somebody_named_and_never_again(steps):
    """A season in which only the clock does something."""
    saga = Desks()
    for what, one, two in steps:
        play(saga, what, one, two)
    for _ in range(10):
        saga.drain()
        saga.pass_days(10)
        saga.clock()
    saga.drain()
    check(saga)
    told = [stream for stream, event in saga.log if event.type == "consultation-escalated.v1"]
    assert len(told) == len(set(told)), "once a consultation"
