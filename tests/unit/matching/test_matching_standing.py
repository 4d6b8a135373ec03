"""How a group stands, on the group and on an introduction: in any order and however often it is heard."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.events import Asking, AssignmentMade
from services.matching.domain.groups.group import Group, Profile
from services.matching.domain.groups.succession_events import SearchEnded
from services.matching.domain.introducing.introduction import Introduction
from services.matching.groups.standing_refusals import (
    GroupIsOver,
    GroupPaused,
    IntroductionInterruptedNow,
    NothingToReplace,
)
from shared.contracts.matching_standing import IntroductionInterrupted

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
STANDINGS = st.sampled_from(("active", "suspended", "ended"))


def happen(state, events):
    """Let the state take events."""
    for event in events:
        state.apply(event)
    return events


def introduced():
    """An introduction that Sato has until in a week."""
    introduction = Introduction(stream_name="introduction/i1")
    asking = Asking(introduction_id="i1", person_id="hana", group_id="g1", message_id="m1", asked_at=NOW)
    made = AssignmentMade(
        asking=asking, turn=0, coordinator_id="sato", at_desk=False, due_at=NOW + timedelta(days=7), answer_days=7
    )
    happen(introduction, introduction.take(made))
    return introduction


def a_group():
    """A registered group with an officer."""
    group = Group(stream_name="group/g1")
    happen(group, group.register(Profile(name="園芸", kind="theme"), "yui"))
    return group


@given(st.lists(STANDINGS, min_size=1, max_size=6), st.data())
def test_in_any_order_an_introduction_stands_as_its_group_does_now(changes, data):
    """Each change is heard once or twice, in any order: the newest counts, and who has it never changes."""
    heard = [number for number in range(1, len(changes) + 1) for _ in range(data.draw(st.integers(1, 2)))]
    introduction = introduced()
    for number in data.draw(st.permutations(heard)):
        happen(introduction, introduction.group_stands(changes[number - 1], number, NOW))
        assert "sato" == introduction.coordinator_id
        assert introduction.due_at is not None

    assert ("proposed" if changes[-1] == "active" else "interrupted") == introduction.status


def test_a_change_that_is_heard_again_is_told_to_nobody():
    """Twice from two replicas, or late after the group is back."""
    introduction = introduced()
    first = happen(introduction, introduction.group_stands("suspended", 1, NOW))
    assert [] == introduction.group_stands("suspended", 1, NOW)
    happen(introduction, introduction.group_stands("active", 2, NOW))
    assert [] == introduction.group_stands("suspended", 1, NOW)
    assert 1 == sum(isinstance(event, IntroductionInterrupted) for event in first)
    assert "proposed" == introduction.status


def test_another_group_is_suggested_only_while_the_first_is_away():
    """And never the same one."""
    introduction = introduced()
    with pytest.raises(NothingToReplace):
        introduction.suggest("g2", by="sato", relation="assigned")
    happen(introduction, introduction.group_stands("ended", 1, NOW))
    with pytest.raises(NothingToReplace):
        introduction.suggest("g1", by="sato", relation="assigned")
    with pytest.raises(IntroductionInterruptedNow):
        introduction.accept(NOW, by="yui", relation="officer")
    happen(introduction, introduction.suggest("g2", by="sato", relation="assigned"))
    assert (True, "g2", None) == (introduction.over, introduction.suggested, introduction.due_at)


@given(st.lists(st.tuples(STANDINGS, st.booleans()), max_size=8))
def test_a_group_has_a_number_for_each_change_and_looks_for_nobody_while_it_is_away(tries):
    """What ended comes back by staff alone; a search ends with the pause and does not come back by itself."""
    group = a_group()
    for standing, undo in tries:
        if group.standing == "active":
            happen(group, group.seek("accounting", date(2027, 1, 1), date(2026, 11, 23)))
        before = (group.standing, group.number)
        if before[0] == "ended" and standing != "ended" and not undo:
            with pytest.raises(GroupIsOver):
                group.stand(standing, undo=undo)
            continue
        events = happen(group, group.stand(standing, undo=undo))
        changed = standing != before[0]
        assert (standing, before[1] + changed) == (group.standing, group.number)
        assert sum(isinstance(event, SearchEnded) for event in events) == (changed and before[0] == "active")
        if standing != "active":
            with pytest.raises(GroupPaused if standing == "suspended" else GroupIsOver):
                group.seek("accounting", date(2027, 1, 1), date(2026, 11, 23))
