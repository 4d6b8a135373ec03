"""Days off and fields of the sample town's coordinators: somebody else is always there."""

from datetime import date, timedelta

from kyoso.town.generate import generate
from kyoso.town.leaving import ON_LEAVE, leaves_of
from kyoso.town.outreach import outreach_of
from services.matching.knowledge import Knowledge

TODAY = date(2026, 11, 27)
DAYS = [TODAY + timedelta(days=number) for number in range(70)]


def serving(town):
    """Who takes cases: nobody in training."""
    return [each for each in town.coordinators if each.kind != "supporter"]


def test_a_leave_is_a_working_week_in_the_weeks_to_come():
    """On whatever day the town is loaded: from a Monday to a Friday, not this week and not in a month."""
    town = generate(1, 400)

    for day in DAYS:
        (leave,) = leaves_of(town, day)
        assert (0, 4) == (leave.first_day.weekday(), leave.last_day.weekday())
        assert 8 <= (leave.first_day - day).days <= 14
        assert 4 == (leave.last_day - leave.first_day).days


def test_the_ids_of_a_month_are_the_same_on_each_of_its_days():
    """A town that is started again gives nobody a second week; the next month has one of its own."""
    town = generate(1, 400)
    ids = [(f"{day:%Y-%m}", leave.id) for day in DAYS for leave in leaves_of(town, day)]

    assert {f"leave-coordinator-08-{month}" for month, _ in ids} == {id for _, id in ids}
    assert 4 == len(set(ids))


def test_a_leave_empties_no_desk_no_neighbourhood_and_no_outreach_day():
    """Each desk and area of whoever is away has somebody else for whom it is, and they are promised nowhere by name."""
    town = generate(1, 400)
    others = [each for each in serving(town) if each.person_id not in ON_LEAVE]

    for seat in town.coordinators:
        if seat.person_id in ON_LEAVE:
            assert set(seat.desks) <= {desk for each in others for desk in each.desks}
            assert all(3 <= sum(area in each.areas for each in others) for area in seat.areas)
    assert set(ON_LEAVE).isdisjoint(id for day in DAYS for each in outreach_of(town, day) for id in each.new.staff)


def test_every_group_has_somebody_near_whatever_its_field():
    """Who keeps to fields is out for the groups of others: dedicated staff keep to none."""
    town = generate(1, 400)
    kept = {each.person_id for each in town.coordinators if each.fields}

    assert kept == {each.person_id for each in town.coordinators if each.kind == "intermediary"}
    for group in town.groups:
        assert 3 <= sum(group.area in each.areas and not each.fields for each in serving(town))
    assert {field for each in town.coordinators for field in each.fields} <= {
        tag for g in town.groups for tag in g.tags
    }


def test_somebody_interprets_and_somebody_speaks_it_themselves():
    """Of the fields of whoever may take a case in English; for all others somebody speaks it who may take none."""
    town = generate(1, 400)
    known = Knowledge.read().words.lists["languages"]
    english = {each.person_id: each for each in town.coordinators if "en" in each.languages}

    assert {language for each in town.coordinators for language in each.languages} <= set(known)
    assert {"supporter", "intermediary"} == {each.kind for each in english.values()}
    assert all(each.fields for each in english.values() if each.kind == "intermediary")
