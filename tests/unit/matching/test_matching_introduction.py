"""An introduction under every order of its steps: it ends once, and what ended takes nothing more."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.events import Asking, AssignmentMade
from services.matching.domain.introducing.introduction import TRIED_MAX, Introduction
from shared.contracts.matching import (
    IntroductionAccepted,
    IntroductionCompleted,
    IntroductionDeclined,
    IntroductionLapsed,
    IntroductionProposed,
)
from shared.errors import Refusal

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASKING = Asking(introduction_id="i1", person_id="hana", group_id="garden", message_id="m", asked_at=NOW)


def made(turn, at, owner="sato"):
    return AssignmentMade(
        asking=ASKING, turn=turn, coordinator_id=owner, at_desk=False, due_at=at + 7 * DAY, answer_days=7
    )


class Folded(Introduction):
    def do(self, events):
        for event in events:
            self.apply(event)
        return events


def an_introduction():
    introduction = Folded(stream_name="introduction/i1")
    introduction.do(introduction.take(made(0, NOW)))
    return introduction


def test_the_same_assignment_twice_is_taken_once():
    """A repeated step of the saga changes nothing."""
    assert [] == an_introduction().take(made(0, NOW))


def test_while_it_is_handed_over_the_timer_has_nothing_to_do():
    """The deadline is gone until the next owner's is set."""
    introduction = an_introduction()
    introduction.do(introduction.pass_deadline(NOW + 7 * DAY))

    assert [] == introduction.pass_deadline(NOW + 30 * DAY)
    introduction.do(introduction.take(made(1, NOW + 7 * DAY, "ito")))
    assert (NOW + 14 * DAY, ("sato",), 1) == (introduction.due_at, introduction.tried, introduction.turn)


def test_joining_before_the_yes_is_the_yes():
    """The officer's call says both."""
    events = an_introduction().complete(NOW, "hana")

    assert [IntroductionAccepted, IntroductionCompleted] == [type(event) for event in events]


def test_who_had_it_is_remembered_within_a_bound():
    """However long nobody answers."""
    introduction = an_introduction()
    for turn in range(1, TRIED_MAX + 20):
        introduction.do(introduction.pass_deadline(introduction.due_at))
        introduction.do(introduction.take(made(turn, NOW + turn * 7 * DAY, f"c{turn}")))

    assert TRIED_MAX == len(introduction.tried)


STEPS = st.lists(
    st.sampled_from(["take", "late-take", "deadline", "accept", "decline", "complete", "forgo", "day"]), max_size=30
)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_in_any_order_it_ends_at_most_once_and_is_told_in_order(steps):
    """Proposed first, one end last, nothing public after the end."""
    introduction, now, told, turn = Folded(stream_name="introduction/i1"), NOW, [], 0
    for step in steps:
        over = introduction.over
        try:
            match step:
                case "take":
                    events = introduction.take(made(turn, now))
                    turn += 1
                case "late-take":
                    events = introduction.take(made(max(0, turn - 1), now))
                case "deadline":
                    events = introduction.pass_deadline(now)
                case "accept":
                    events = introduction.accept(now, by="yui", relation="officer")
                case "decline":
                    events = introduction.decline(by="yui", relation="officer", side="group")
                case "complete":
                    events = introduction.complete(now, "hana")
                case "forgo":
                    events = introduction.forgo("hana")
                case _:
                    events, now = [], now + 4 * DAY
        except Refusal:
            events = []
        public = [type(event) for event in introduction.do(events) if event.topic]
        assert not (over and public)
        told += public
    ends = [kind for kind in told if kind in (IntroductionDeclined, IntroductionCompleted)]
    assert len(ends) <= 1
    assert not ends or told[-1] is ends[0]
    assert not told or told[0] in (IntroductionProposed, IntroductionLapsed)
    assert told.count(IntroductionAccepted) <= 1
