"""A follow-up: asked once after a month, silence ends it, and what is hard has an owner and a day."""

from datetime import UTC, datetime, timedelta

import pytest

from services.matching.domain.introducing.follow_up import FollowUp, named_by
from services.matching.domain.introducing.meeting_events import FollowUpOwnerNamed, FollowUpTurned
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster import Roster
from services.matching.introducing.refusals import FollowUpAnsweredAlready, FollowUpNotAsked, FollowUpNotHeld
from shared.contracts.matching import IntroductionCompleted

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
JOINED = IntroductionCompleted(
    introduction_id="i1", person_id="hana", group_id="garden", coordinator_id="sato", due_at=NOW
)


class Town:
    """One follow-up and the roster, with what the saga does between them."""

    def __init__(self, **coordinators):
        self.roster = Roster(stream_name="roster/main")
        self.do(self.roster, self.roster.set_desk("abe", 7))
        for id, entry in (coordinators or {"sato": {}}).items():
            self.do(self.roster, self.roster.set_coordinator(id, Coordinator(capacity=3, **entry)))
        self.found = FollowUp(stream_name="follow-up/i1")
        self.do(self.found, self.found.plan(JOINED, NOW))

    def do(self, state, events):
        for event in events:
            state.apply(event)
        return events

    def then(self, events, at):
        """Commit, and what follows on the roster and back."""
        self.do(self.found, events)
        for turned in (event for event in events if isinstance(event, FollowUpTurned)):
            for named in self.do(self.roster, named_by(self.roster, turned, at)):
                self.do(self.found, self.found.take(named, at))
        return [event.type.partition(".")[0] for event in events]

    def clock(self, at):
        return self.then(self.found.pass_deadline(at), at)

    def say(self, answer, at, **more):
        return self.then(self.found.say(answer, by="hana", relation="self", **more), at)

    @property
    def now(self):
        return self.found.status, self.found.coordinator_id, self.found.due_at


def test_the_worked_month():
    """Joined 23 November: asked 23 December, who had it answers for it; hard: seven days; late: the desk owner's."""
    town = Town()
    assert ("planned", "sato", NOW + 30 * DAY) == town.now

    town.clock(NOW + 30 * DAY)
    assert ("asked", "sato", NOW + 44 * DAY) == town.now

    town.say("hard", NOW + 31 * DAY)
    assert ("held", "sato", NOW + 38 * DAY) == town.now

    town.clock(NOW + 38 * DAY)
    assert ("held", "abe", NOW + 45 * DAY) == town.now

    town.then(town.found.finish(), NOW + 40 * DAY)
    assert ("ended", "abe", None) == town.now


def test_nothing_is_asked_before_the_month_is_over():
    """Neither by the clock nor is an answer taken."""
    town = Town()

    assert [] == town.clock(NOW + 30 * DAY - timedelta(seconds=1))
    with pytest.raises(FollowUpNotAsked):
        town.found.say("good", by="hana", relation="self")


def test_silence_ends_it_and_nobody_is_asked_again():
    """Fourteen days; then nothing is left to do."""
    town = Town()
    town.clock(NOW + 30 * DAY)

    assert ["follow-up-ended"] == town.clock(NOW + 44 * DAY)
    assert ("ended", "sato", None) == town.now
    assert [] == town.clock(NOW + 400 * DAY)


@pytest.mark.parametrize("answer", ["good", "stopped"])
def test_what_is_good_or_over_is_told_by_name_and_ends(answer):
    """The public event names who hears it, and never what was said."""
    town = Town()
    town.clock(NOW + 30 * DAY)
    events = town.found.say(answer, by="hana", relation="self")

    town.then(events, NOW + 31 * DAY)
    (told,) = [event for event in events if event.topic]
    assert ("sato", "ended") == (told.coordinator_id, town.found.status)
    assert answer not in told.body().decode()


def test_words_are_somebodys_until_they_have_seen_them():
    """Even with a good answer: words that nobody reads are worse than none."""
    town = Town()
    town.clock(NOW + 30 * DAY)

    town.say("good", NOW + 31 * DAY, document_id="d1")

    assert ("held", "sato", NOW + 38 * DAY) == town.now


def test_one_answer_is_taken():
    """The second tap is told so."""
    town = Town()
    town.clock(NOW + 30 * DAY)
    town.say("hard", NOW + 31 * DAY)

    with pytest.raises(FollowUpAnsweredAlready):
        town.say("good", NOW + 31 * DAY)


def test_only_what_somebody_has_is_done():
    """Nothing is seen to before it was said."""
    with pytest.raises(FollowUpNotHeld):
        Town().found.finish()


@pytest.mark.parametrize(
    ("coordinators", "owner"),
    [
        ({"sato": {}}, "sato"),
        ({"sato": {"away": True}, "ito": {}}, "abe"),
        ({"ito": {}}, "abe"),
    ],
    ids=["who had it", "who had it is away", "who had it has gone"],
)
def test_who_has_it_is_there(coordinators, owner):
    """Who had the introduction while they serve, else the desk owner."""
    town = Town(**coordinators)

    town.clock(NOW + 30 * DAY)

    assert owner == town.found.coordinator_id


def test_nobody_has_their_own():
    """Where the desk owner joined a group themselves, the freest coordinator hears how it goes."""
    town = Town(ito={})
    town.do(town.roster, town.roster.set_desk("hana", 7))

    town.clock(NOW + 30 * DAY)

    assert "ito" == town.found.coordinator_id


def test_what_was_named_for_an_earlier_turn_changes_nothing():
    """Steps come twice and late."""
    town = Town()
    town.clock(NOW + 30 * DAY)
    late = FollowUpOwnerNamed(followed=town.found.followed, turn=1, step="ask", coordinator_id="x", answer_days=7)

    assert [] == town.found.take(late, NOW + 31 * DAY)
    town.say("hard", NOW + 31 * DAY)
    assert [] == town.found.take(late, NOW + 32 * DAY)


def test_an_end_before_the_plan_is_the_end():
    """An erasure may overtake the saga."""
    found = FollowUp(stream_name="follow-up/i1")
    for event in found.forgo("hana"):
        found.apply(event)

    assert [] == found.plan(JOINED, NOW)
