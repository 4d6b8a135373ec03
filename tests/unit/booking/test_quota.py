"""A group's monthly quota: reserved, then used or released; never passed, never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.events import QuotaReleased, QuotaReserved, QuotaUsed
from services.booking.refusals import RuleRefused
from tests.unit.booking.booking_kit import a_facility, a_quota, a_wish, taken_in, terms_of

CENTRE = a_facility()


def reservation(quota, id, facility=CENTRE, **wish):
    wish = a_wish(group="garden", **wish)
    return quota.reserve(id, wish, facility, terms_of(wish, facility))


def reserve(quota, id, facility=CENTRE, **wish):
    return taken_in(quota, reservation(quota, id, facility, **wish))


def test_the_thirteenth_booking_of_a_month_is_refused():
    """The rule's limit counts what is reserved and what is used alike."""
    quota = a_quota()
    for n in range(12):
        reserve(quota, f"b{n}")
        if n % 2:
            taken_in(quota, quota.use(f"b{n}"))

    with pytest.raises(RuleRefused) as refusal:
        reservation(quota, "b12")

    assert ("centre.quota", 13, 12, "2026-12-31") == tuple(
        refusal.value.data[name] for name in ("rule_id", "value", "limit", "until")
    )
    taken_in(quota, quota.release("b3"))
    reserve(quota, "b12")


def test_a_quota_may_count_slots():
    """A hall counts half hours: 64 of them a month."""
    hall, quota = a_facility("neighbourhood-hall"), a_quota()
    for n in range(8):
        reserve(quota, f"b{n}", hall, start=40, end=56)

    with pytest.raises(RuleRefused) as refusal:
        reservation(quota, "b8", hall, start=40, end=42)

    assert (65, 64) == (refusal.value.data["value"], refusal.value.data["limit"])
    reserve(quota, "c1")


def test_without_a_quota_nothing_stays_behind():
    """The state of the always open house's groups does not grow with every booking."""
    house, quota = a_facility("always-open"), a_quota()
    for n in range(30):
        reserve(quota, f"b{n}", house)
        taken_in(quota, quota.use(f"b{n}"))

    assert {} == quota.bookings


def test_a_released_booking_is_not_used_again():
    """The steps of a saga may come late and out of order: what was given back stays given back."""
    quota = reserve(a_quota(), "b1")
    taken_in(quota, quota.release("b1"))

    assert [] == quota.use("b1")
    assert [] == quota.release("b1")


@given(st.lists(st.tuples(st.sampled_from(["reserve", "use", "release"]), st.integers(0, 30)), max_size=80))
def test_the_limit_is_never_passed(steps):
    """Whatever the order, what counts is what is reserved or used, and at most the limit."""
    quota, model = a_quota(), {}
    for what, n in steps:
        id = f"b{n}"
        if what == "reserve" and id not in model:
            try:
                reserve(quota, id)
            except RuleRefused:
                assert 12 == len(model)
            else:
                model[id] = "reserved"
        elif what == "use":
            events = quota.use(id)
            assert [QuotaUsed(booking_id=id)] * (model.get(id) == "reserved") == events
            taken_in(quota, events)
            model.update({id: "used"} if events else {})
        elif what == "release":
            events = quota.release(id)
            assert [QuotaReleased(booking_id=id)] * (model.pop(id, None) is not None) == events
            taken_in(quota, events)
        assert len(model) == len(quota.uses)


def test_a_reservation_carries_the_whole_wish():
    """The next step knows nothing but this event."""
    event = reservation(a_quota(), "b1")[0]

    assert isinstance(event, QuotaReserved)
    assert ("cc", ("big",), "garden", "hana", 300) == (
        event.facility_id, event.room_ids, event.group_id, event.person_id, event.fee,
    )  # fmt: skip
    assert [("komorebi.day-group", "g/garden", 60, 720)] == [
        (cap.rule_id, cap.party, cap.minutes, cap.limit) for cap in event.allowed.day_caps
    ]
