"""Whatever happens, in whichever order: what is not over has one named owner and a day; what is over leaves nothing."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.groups.group import Group
from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.introducing.meeting_events import Meeting
from services.matching.domain.person import Person
from services.matching.domain.team.roster import Roster
from tests.unit.matching.saga_kit import Saga

PEOPLE = ("hana", "ken", "sato")
"""Sato coordinates, and asks to meet a group too."""
GROUPS = ("garden", "chorus")
COMMANDS = (
    "ask", "accept", "decline", "arrange", "met", "not-met", "wish", "join", "leave", "retire", "enter", "desk",
    "a-month-in", "erase", "consent-off", "consent-on", "interests-off", "good", "hard", "words", "done",
)  # fmt: skip
A_COMMAND = st.tuples(st.sampled_from(COMMANDS), st.integers(0, 5), st.integers(0, 3))
ASKED = st.tuples(
    st.sampled_from(("ask", "a-month-in", "retire", "good", "hard")), st.integers(0, 5), st.integers(0, 3)
)
STEPS = st.lists(
    st.one_of(
        A_COMMAND,
        ASKED,
        st.tuples(st.just("step"), st.integers(0, 50), st.just(0)),
        st.tuples(st.just("days"), st.integers(1, 40), st.just(0)),
        st.tuples(st.just("timers"), st.just(0), st.just(0)),
        st.tuples(st.just("drain"), st.just(0), st.just(0)),
    ),
    min_size=5,
    max_size=45,
)


def play(saga, what, one, two):
    """One command, on whichever of the streams there are."""
    person, group = PEOPLE[one % len(PEOPLE)], GROUPS[two % len(GROUPS)]
    introduction = Introduction.stream(f"i{one % max(1, saga.asked) + 1}")
    follow_up = FollowUp.stream(introduction.name.partition("/")[2])
    officer = {"by": f"officer-{two}", "relation": "officer"}
    match what:
        case "ask":
            saga.ask(person, group)
        case "accept":
            saga.attempt(introduction, lambda found: found.accept(saga.now, **officer))
        case "decline":
            side = ("group", "resident")[two % 2]
            saga.attempt(introduction, lambda found: found.decline(**officer, side=side, words=None, even_so=two > 1))
        case "arrange":
            meeting = Meeting(starts_at=saga.now + timedelta(days=1 + one), document_id=f"d{len(saga.log)}")
            saga.attempt(introduction, lambda found: found.arrange(saga.now, meeting, **officer))
        case "met" | "not-met":
            saga.attempt(introduction, lambda found: found.note_meeting(saga.now, met=what == "met", **officer))
        case "wish":
            saga.attempt(introduction, lambda found: found.wish(saga.now, by=person, relation="self"))
        case "join":
            saga.attempt(Group.stream(group), lambda found: found.join(person))
        case "a-month-in":
            saga.ask(person, group)
            saga.drain()
            saga.attempt(Group.stream(group), lambda found: found.join(person))
            saga.drain()
            saga.pass_days(30)
            saga.timers()
        case "leave":
            saga.attempt(Group.stream(group), lambda found: found.leave(person))
        case "retire":
            saga.attempt(Roster.main(), lambda roster: roster.retire(("sato", "ito")[one % 2]))
        case "enter":
            saga.enter(("sato", "ito")[one % 2], two)
        case "desk":
            saga.commit(Roster.main(), lambda roster: roster.set_desk(("abe", "ueda")[one % 2], 7))
        case "erase":
            saga.commit(Person.stream(person), lambda found: found.forget())
        case "consent-off" | "consent-on":
            given = what == "consent-on"
            saga.commit(Person.stream(person), lambda found: found.hear_introduction_consent(given=given))
        case "interests-off":
            saga.commit(Person.stream(person), lambda found: found.hear_consent(given=two % 2 == 1))
        case "good" | "hard" | "words":
            answer, words = ("good", f"w{len(saga.log)}") if what == "words" else (what, None)
            say = {"by": person, "relation": "self", "document_id": words}
            saga.attempt(follow_up, lambda found: found.say(answer, **say))
        case "done":
            saga.attempt(follow_up, lambda found: found.finish())


def check(saga):
    """At rest: one owner and a day for all that is not over; nothing left of what is."""
    roster, desk = saga.roster, saga.roster.desk_owner
    open_ones = {each.stream_key: each for each in saga.of(Introduction) if not each.over and each.asking}
    for id, each in open_ones.items():
        assert each.coordinator_id
        assert each.due_at is not None
        assert each.at_desk or each.coordinator_id in roster.coordinators, "somebody who serves, or a desk owner"
        assert each.at_desk == (roster.held.get(id) is None)
        assert each.at_desk or roster.held[id] == each.coordinator_id
        person = saga.state(Person.stream(each.asking.person_id))
        assert not person.forgotten
        assert person.may_be_introduced
        assert id in {one.introduction_id for one in person.introductions.values()}
        assert (each.asking.reasons == ()) if each.reasons_dropped else True
    assert set(roster.held) <= set(open_ones), "what is over takes no place"
    assert sum(roster.loads.values()) == len(roster.held)
    assert desk is not None
    for each in saga.of(FollowUp):
        if each.over or each.followed is None:
            assert (each.due_at, each.pending) == (None, None)
            continue
        assert each.coordinator_id
        assert each.due_at is not None
        assert each.stream_key in saga.state(Person.stream(each.followed.person_id)).follow_ups
    for person in saga.of(Person):
        known = {one.introduction_id for one in person.introductions.values()}
        assert known <= set(open_ones), "nobody waits for what is over"
        going = {each.stream_key for each in saga.of(FollowUp) if not each.over}
        assert set(person.follow_ups) <= going


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_what_is_not_over_has_one_owner_and_a_day_and_what_is_over_leaves_nothing(steps):
    """Commands, clock jumps, retirements, erasures, consents taken back, and steps of the saga in any order."""
    saga = Saga()
    for what, one, two in steps:
        if what == "step":
            saga.step(one)
        elif what == "days":
            saga.pass_days(one)
        elif what == "timers":
            saga.timers()
        elif what == "drain":
            saga.drain()
            check(saga)
        else:
            play(saga, what, one, two)
    saga.drain()
    check(saga)
    ends = [
        (stream, event.type)
        for stream, event in saga.log
        if event.type.startswith(("introduction-dec", "introduction-comp"))
    ]
    assert len(ends) == len({stream for stream, _ in ends}), "each ends once"
    let_go = [event.document_id for _, event in saga.log if event.type == "meeting-place-let-go.v1"]
    kept = {each.meeting.document_id for each in saga.of(Introduction) if not each.over and each.meeting}
    written = {event.meeting.document_id for _, event in saga.log if event.type == "meeting-arranged.v1"}
    assert written == {*let_go, *kept} - {None}, "a place is kept while they are to meet, and then let go"
    assert len(let_go) == len(set(let_go))


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_left_alone_every_introduction_keeps_an_owner_and_every_follow_up_ends(steps):
    """A season in which nobody does anything more: the clock alone hands over, asks once, and ends in silence."""
    saga = Saga()
    for what, one, two in steps:
        if what in COMMANDS:
            play(saga, what, one, two)
            saga.drain()
    for _ in range(12):
        saga.pass_days(7)
        saga.timers()
        saga.drain()
    check(saga)
    for each in saga.of(Introduction):
        assert each.over or each.asking is None or each.due_at > saga.now - timedelta(days=7)
    for each in saga.of(FollowUp):
        assert each.over or each.followed is None or each.answer is not None, "what was never answered has ended"
