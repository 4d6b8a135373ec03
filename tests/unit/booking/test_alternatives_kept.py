"""What is free instead is worked out once for all who ask alike, and anew for everybody else."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain import alternatives
from services.booking.domain.alternatives import nearest_free
from services.booking.domain.grid import instant, span
from tests.unit.booking.booking_kit import DAY, NOW, a_facility, a_wish

ROOMS = (("big", 40), ("small", 8), ("blue", 12))
NAMES = [name for name, _ in ROOMS]
HOUSES = [a_facility(kind, rooms=ROOMS, id=kind) for kind in ("community-centre", "always-open")]


@settings(max_examples=60, deadline=None)
@given(
    facility=st.sampled_from(HOUSES),
    taken=st.dictionaries(st.sampled_from(NAMES), st.sampled_from([0, span(36, 44), span(40, 60)])),
    start=st.sampled_from([36, 40, 44]),
    length=st.sampled_from([2, 4]),
    room=st.sampled_from(NAMES),
    people=st.sampled_from([5, 12, 40]),
    now=st.sampled_from([NOW, instant(DAY, 41), instant(DAY, 41) + timedelta(minutes=20), NOW - timedelta(days=300)]),
)  # fmt: skip
def test_a_kept_answer_is_what_a_new_one_would_be(facility, taken, start, length, room, people, now):
    """Whoever asked before: for another span, for more people, at another time, with other rooms taken."""
    wish = a_wish(start, start + length, room=room, people=people, facility=facility.facility_id)

    kept = nearest_free(taken, wish, facility, now)

    assert alternatives._nearest_free(taken, wish, facility, now) == kept


def test_many_who_ask_alike_are_one_question(monkeypatch):
    """Five hundred rivals for a room."""
    facility, asked = a_facility(), []
    worked_out = alternatives._nearest_free
    monkeypatch.setattr(alternatives, "_nearest_free", lambda *args: asked.append(1) or worked_out(*args))

    answers = [nearest_free({"big": span(40, 44)}, a_wish(person=f"p{n}"), facility, NOW) for n in range(500)]

    assert 1 == len(asked)
    assert all(answers[0] == answer for answer in answers)


def test_what_is_kept_is_bounded():
    """A house's year of refusals must not fill the memory."""
    facility = a_facility()

    for quarter in range(36, 80):
        for mask in (span(36, 40), span(40, 80)):
            nearest_free({"big": mask}, a_wish(quarter, quarter + 4), facility, NOW)

    assert len(facility.rules.nearest) <= alternatives.KEPT_MAX
