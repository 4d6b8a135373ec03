"""Introductions, consultations and small help together: whatever happens, each has somebody by name who is on duty."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.groups.group import Group, Profile
from services.matching.domain.helping.events import HelpAsking
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.helping.terms import Category
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.person import Person
from services.matching.domain.team.choosing import Coordinator, Leave
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.roster_events import OfficeHandedOn
from services.matching.domain.words import Word
from shared.clock import tokyo_date
from shared.contracts.matching import IntroductionLapsed
from tests.unit.matching.test_matching_fallback_chain import DESKS, STAFF, Desks
from tests.unit.matching.test_matching_fallback_chain import check as check_consultations
from tests.unit.matching.test_matching_fallback_chain import play as play_consultation

RESIDENTS = ("hana", "ken", *STAFF[:3])
"""Staff bring worries, ask to meet groups and ask for help too."""
GROUPS = ("garden", "chorus")
CARRY = Category("carry", Word("荷物運び", "Carrying"), "にもつ", minors="free")
OF_CONSULTATIONS = (
    "bring", "bring", "retire", "enter", "enter", "leave", "owner", "no-owner", "city", "erase", "answer", "reopen",
    "resolve", "days", "clock", "step", "step",
)  # fmt: skip
OF_OTHERS = (
    "propose", "propose", "propose-body", "yes", "yes", "no", "received", "withdraw", "meet", "meet", "accept",
    "decline", "join", "help", "help", "tap", "tap", "yes-help", "done", "close-help", "offices", "clocks", "rest",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from((*OF_CONSULTATIONS, *OF_OTHERS)), st.integers(0, 30), st.integers(0, 4)),
    min_size=8,
    max_size=45,
)


class Everybody(Desks):
    """The whole of matching that is somebody's: its own table of reactions, in any order."""

    def __init__(self):
        super().__init__()
        self.helped = 0
        for id in GROUPS:
            profile = Profile(name=id, kind="theme")
            self.commit(Group.stream(id), lambda group, p=profile, o=f"officer-{id}": group.register(p, o))
        self.drain()

    def ask_help(self, person_id):
        self.helped += 1
        until = date(self.now.year, self.now.month, self.now.day) + timedelta(days=5)
        asking = HelpAsking(
            request_id=f"h{self.helped}", person_id=person_id, kind="request", category=CARRY.code, until=until,
            minutes=30, places=1, asked_at=self.now,
        )  # fmt: skip
        today = tokyo_date(self.now)
        self.attempt(Person.stream(person_id), lambda person: person.ask_help(asking, CARRY, today))

    def clocks(self):
        """Everything that is due, of every sort."""
        self.clock()
        self.timers()
        for found in self.of(Consultation):
            self.commit(Consultation.stream(found.stream_key), lambda each: each.pass_referral_deadline(self.now))
        for found in self.of(HelpRequest):
            self.commit(
                HelpRequest.stream(found.stream_key), lambda each: each.pass_day(self.now, self.roster.desk_owner)
            )

    def offices(self):
        """What the clock does for whoever left the desk: see ``Offices.hand_on``."""
        for found in self.of(Introduction):
            left = found.coordinator_id
            if found.over or not found.at_desk or left == self.roster.desk_owner:
                continue
            note = OfficeHandedOn(person_id=left, times=1, introduction_ids=(found.stream_key,))
            self.commit(Roster.main(), lambda _, note=note: [note])


def play(saga, what, one, two):
    """One command, on whichever thread and whoever."""
    erased = {each.stream_key for each in saga.of(Person) if each.forgotten}
    if what in ("enter", "leave", "owner", "city") and STAFF[one % len(STAFF)] in erased:
        return  # refused: see test_nobody_who_is_erased_is_entered_or_named
    if what in OF_CONSULTATIONS:
        play_consultation(saga, what, one, two)
        return
    person, group, desk = RESIDENTS[one % len(RESIDENTS)], GROUPS[two % len(GROUPS)], DESKS[two % len(DESKS)]
    case = Consultation.stream(f"k{one % max(1, saga.brought) + 1}")
    meeting = Introduction.stream(f"i{one % max(1, saga.asked) + 1}")
    help_id = f"h{one % max(1, saga.helped) + 1}"
    request, by = HelpRequest.stream(help_id), {"by": "sato", "relation": "assigned"}
    now = saga.now
    match what:
        case "propose" | "propose-body":
            body = what == "propose-body"
            offer = {"why": "knows-more", "carries": ("worry",), "general": desk == "general", "to_body": body, **by}
            saga.attempt(case, lambda found: found.propose_referral("council" if body else desk, now, **offer))
        case "yes" | "no":
            saga.attempt(case, lambda found: found.answer_referral(now, accepted=what == "yes", word="recorded", **by))
        case "received":
            saga.attempt(case, lambda found: found.receive_referral(now, **by))
        case "withdraw":
            saga.attempt(case, lambda found: found.withdraw_referral(now, **by))
        case "meet":
            saga.ask(person, group)
        case "accept":
            saga.attempt(meeting, lambda found: found.accept(now, by=f"officer-{group}", relation="officer"))
        case "decline":
            saga.attempt(meeting, lambda found: found.decline(by=person, relation="self", side="resident"))
        case "join":
            saga.attempt(Group.stream(group), lambda found: found.join(person))
        case "help":
            saga.ask_help(person)
        case "tap":
            saga.attempt(Person.stream(person), lambda found: found.tap(help_id, CARRY, "request", tokyo_date(now)))
        case "yes-help":
            saga.attempt(request, lambda found: found.accept(person, companion_id=None, alone=True, **by))
        case "done":
            saga.attempt(request, lambda found: found.settle(person, done=True, **by))
        case "close-help":
            saga.attempt(request, lambda found: found.close())
        case "offices":
            saga.offices()
        case "clocks":
            saga.clocks()
        case "rest":
            rest(saga)
            check(saga)


def rest(saga):
    """All that follows has followed, and the clock has looked after every office that somebody left."""
    for _ in range(3):
        saga.drain()
        saga.offices()
    saga.drain()


def check(saga):
    """At rest: everything open is somebody's who serves or owns a desk, and is not erased while anybody serves."""
    check_consultations(saga)
    roster = saga.roster
    on_duty = {roster.desk_owner, *roster.desk_owners.values(), *roster.coordinators}
    erased = {each.stream_key for each in saga.of(Person) if each.forgotten}
    if roster.coordinators:
        assert not erased & {roster.desk_owner}, "an erased desk owner is followed by who serves"
    owners = [each.coordinator_id for each in saga.of(Introduction) if each.asking and not each.over]
    owners += [each.coordinator_id for each in saga.of(Consultation) if each.asking and not each.over]
    assert set(owners) <= on_duty
    assert not (set(owners) & erased) - {roster.desk_owner}
    for each in saga.of(Consultation):
        if each.over:
            assert each.proposal is None, "nobody is asked about what is over"
    for each in saga.of(HelpRequest):
        if each.asking and each.status != "closed":
            assert each.asking.person_id not in erased, "whose it is, is there"
            assert each.due_at is not None, "and the clock comes back to it: then it is the desk owner's"


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_nobody_is_ever_without_an_owner(steps):
    """Random commands over all three sorts of threads, clock jumps, retirements, erasures, steps in any order."""
    saga = Everybody()
    for what, one, two in steps:
        play(saga, what, one, two)
    rest(saga)
    check(saga)
    saga.pass_days(40)
    saga.clocks()
    rest(saga)
    check(saga)


def test_a_new_desk_owner_is_told_that_it_is_theirs_and_not_late():
    """The office changes hands: ``left``. A deadline that passes has no reason; a retirement has one."""
    saga = Everybody()
    for who in ("sato", "ito"):
        saga.attempt(Roster.main(), lambda roster, who=who: roster.retire(who))
    saga.drain()
    saga.ask("hana", "garden")
    saga.drain()
    saga.commit(Roster.main(), lambda roster: roster.set_desk("ueda", 7))
    rest(saga)
    saga.pass_days(20)
    saga.timers()
    saga.drain()

    lapsed = [event for _, event in saga.log if isinstance(event, IntroductionLapsed)]
    assert [("ueda", "left"), ("ueda", None)] == [(event.coordinator_id, event.reason) for event in lapsed]
    assert tokyo_date(lapsed[0].due_at) > tokyo_date(saga.now) - timedelta(days=20)


def test_who_is_entered_after_the_last_one_was_erased_follows_at_the_desk():
    """Nobody could follow then; what the erased one had is the new one's at once."""
    saga = Everybody()
    for who in ("sato", "ito"):
        saga.attempt(Roster.main(), lambda roster, who=who: roster.retire(who))
    saga.ask("hana", "garden")
    saga.bring("ken", "life")
    saga.drain()
    saga.commit(Person.stream("abe"), lambda person: person.forget())
    rest(saga)
    assert saga.roster.vacant

    saga.enter("hori", 0)
    rest(saga)

    assert ("hori", False) == (saga.roster.desk_owner, saga.roster.vacant)
    assert {"hori"} == {each.coordinator_id for kind in (Introduction, Consultation) for each in saga.of(kind)}
    check(saga)


def test_who_leaves_their_last_desk_leaves_what_they_had_of_other_desks_too():
    """The city's owner was on leave, so that the owner of another desk had it; found by the random sequences above."""
    saga = Everybody()
    for who in ("sato", "ito"):
        saga.attempt(Roster.main(), lambda roster, who=who: roster.retire(who))
    saga.commit(Roster.main(), lambda roster: roster.set_desk_owner("professional", "hori"))
    day = tokyo_date(saga.now)
    away = Coordinator(capacity=0, leave=(Leave(first_day=day, last_day=day + timedelta(days=3)),))
    saga.commit(Roster.main(), lambda roster: roster.set_coordinator("abe", away))
    saga.bring("hana", "welfare")
    saga.drain()
    assert "hori" == saga.of(Consultation)[0].coordinator_id

    saga.commit(Roster.main(), lambda roster: roster.set_desk_owner("professional", None))
    rest(saga)

    assert "abe" == saga.of(Consultation)[0].coordinator_id
    check(saga)
