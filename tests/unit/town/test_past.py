"""The plan of the town's past week: the same each time, of many people, in rooms that are free. Pure."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from kyoso.town.generate import SEED, generate
from kyoso.town.houses import ALWAYS_OPEN
from kyoso.town.living import left
from kyoso.town.load import first_day
from kyoso.town.past import Past
from kyoso.town.past_model import Accepted, Asked, Attended, Booked, Declared, Gave, Joined, Moment, Redeemed
from kyoso.town.people import named_people
from services.people.domain.ages import age_on
from shared.clock import TOKYO, MovableClock, tokyo_date
from shared.small_counts import COUNT_SHOWN_MIN

PEOPLE = 400
ONE_DAY = timedelta(days=1)
MONDAY = date(2026, 11, 16)
WEEKS = 8
MANY_WEEKS = 40


def week(first: date, people: int = PEOPLE) -> list[Moment]:
    """Seven days from a day on."""
    return list(Past(generate(SEED, people), first).moments(first + 6 * ONE_DAY))


@pytest.fixture(scope="module")
def weeks() -> list[list[Moment]]:
    """Weeks that begin on every day of the week."""
    return [week(MONDAY + number * 8 * ONE_DAY) for number in range(WEEKS)]


def test_the_week_is_the_same_each_time_and_differs_with_the_day() -> None:
    """Whoever goes on with an interrupted week must find the same rows."""
    assert week(MONDAY) == week(MONDAY)
    assert week(MONDAY)[0].deeds != week(MONDAY + 7 * ONE_DAY)[0].deeds


def test_the_moments_are_in_order_and_every_row_is_one_command(weeks: list[list[Moment]]) -> None:
    """A cause that two commands shared would let only one of them happen."""
    for moments in weeks:
        rows = [deed.row for moment in moments for deed in moment.deeds]

        assert len(rows) == len(set(rows))
        assert all(earlier.at < later.at for earlier, later in pairwise(moments))
        assert 350 <= len(rows) <= 600


def test_on_most_days_enough_different_people_do_each_thing_to_be_told(weeks: list[list[Moment]]) -> None:
    """The figures hide days of fewer than five, so a town of few would look asleep; on a quiet day it is."""
    for moments in weeks:
        told: Counter[str] = Counter()
        for day in {moment.day for moment in moments}:
            deeds = [deed for moment in moments if moment.day == day for deed in moment.deeds]
            people = {
                "declared": {each.person.id for each in deeds if isinstance(each, Declared)},
                "asked": {each.person_id for each in deeds if isinstance(each, Asked)},
                "accepted": {each.asked.person_id for each in deeds if isinstance(each, Accepted)},
                "joined": {each.asked.person_id for each in deeds if isinstance(each, Joined)},
                "attended": {each.person_id for each in deeds if isinstance(each, Attended)},
                "redeemed": {each.person_id for each in deeds if isinstance(each, Redeemed)},
                "gave": {each.giver_id for each in deeds if isinstance(each, Gave)},
            }
            told.update(what for what, who in people.items() if len(who) >= COUNT_SHOWN_MIN)

        assert {"declared": 6, "asked": 6} == {what: told[what] for what in ("declared", "asked")}
        assert told["accepted"] >= 5
        assert told["joined"] >= 5
        assert told["attended"] >= 5
        assert told["redeemed"] >= 4
        assert told["gave"] >= 2


def test_nobody_books_what_another_has_and_the_house_of_the_story_stays_free(weeks: list[list[Moment]]) -> None:
    """What is refused leaves no booking; and the story, and whoever tries the first booking, need a room."""
    for moments in weeks:
        booked = [deed for moment in moments for deed in moment.deeds if isinstance(deed, Booked)]
        taken = [(each.room_id, each.starts_at, each.ends_at) for each in booked]
        rivals = [(one, other) for one, other in combinations(taken, 2) if one[0] == other[0]]

        assert ALWAYS_OPEN not in {each.facility_id for each in booked}
        assert [] == [(one, other) for one, other in rivals if one[1] < other[2] and other[1] < one[2]]
        assert all(each.starts_at.minute == 0 for each in booked)


def test_rooms_are_wanted_in_the_morning_and_in_the_evening(weeks: list[list[Moment]]) -> None:
    """The shape of a community house's day, with a quiet hour at noon."""
    hours = Counter(
        deed.starts_at.hour
        for moments in weeks
        for moment in moments
        for deed in moment.deeds
        if isinstance(deed, Booked)
    )

    assert hours[12] == 0
    assert hours[10] > hours[14] / 2 > 0
    assert hours[18] > hours[11]


def test_the_people_of_the_documentation_have_done_nothing_yet(weeks: list[list[Moment]]) -> None:
    """A first booking, a first point: whoever follows the guide begins with an empty account."""
    named = {each.id for each in named_people()}
    for moments in weeks:
        deeds = [deed for moment in moments for deed in moment.deeds]

        assert not named & {each.person.id for each in deeds if isinstance(each, Declared)}
        assert not named & {each.person_id for each in deeds if isinstance(each, Asked | Attended | Redeemed)}


def test_nobody_from_elsewhere_asks_a_group_that_is_for_residents() -> None:
    """It would be refused, and a day of the week would have fewer than were planned."""
    town = generate(SEED, PEOPLE)
    elsewhere = {person.id for person in town.people if not person.areas}
    welcome = {group.id: group.outsiders_welcome for group in town.groups}
    firsts = [MONDAY + number * 7 * ONE_DAY for number in range(MANY_WEEKS)]
    deeds = [each for first in firsts for moment in week(first) for each in moment.deeds]
    asked = {(welcome[each.group_id], each.person_id in elsewhere) for each in deeds if isinstance(each, Asked)}

    assert {True, False, None} == {said for said, _ in asked}
    assert (True, True) in asked
    assert (False, True) not in asked


def test_no_child_is_introduced_in_the_past() -> None:
    """That takes a guardian's yes, which nothing of the past tells; what others do is the same without them."""
    town = generate(SEED, PEOPLE)
    born = {each.id: each.birth_date for each in town.people}
    past = [Past(town, MONDAY + number * 7 * ONE_DAY) for number in range(WEEKS)]
    deeds = [
        (moment, deed) for each in past for moment in each.moments(each.first + 6 * ONE_DAY) for deed in moment.deeds
    ]
    asked = {(deed.person_id, moment.day) for moment, deed in deeds if isinstance(deed, Asked)}
    looked = {(deed.person.id, moment.day) for moment, deed in deeds if isinstance(deed, Declared)}
    children = {(id, day) for id, day in looked if age_on(born[id], day) < 15}

    assert children, "some look for a group"
    assert not children & asked
    assert {id for id, _ in asked} >= {deed.asked.person_id for _, deed in deeds if isinstance(deed, Accepted | Joined)}


def test_who_goes_on_finds_the_moment_in_which_the_clock_is() -> None:
    """Earlier moments are over; the one in which it stopped is done again, which changes nothing."""
    town, noon = generate(SEED, PEOPLE), datetime(2026, 11, 26, 12, tzinfo=TOKYO)
    clock = MovableClock(-8 * ONE_DAY, start=noon)
    first = date(2026, 11, 19)
    moments = left(town, clock, first)

    assert 14 == len(moments)
    assert [date(2026, 11, 19), date(2026, 11, 25)] == [moments[0].day, moments[-1].day]
    for number in (0, 5, 13):
        stopped = MovableClock(moments[number].at - noon + timedelta(minutes=1), start=noon)
        assert moments[number:] == left(town, stopped, first)


def test_without_past_days_there_is_nothing_to_live_through() -> None:
    """A clock that is behind only comes back to the present."""
    clock = MovableClock(-8 * ONE_DAY)
    assert [] == left(generate(SEED, PEOPLE), clock, tokyo_date(clock.now() + clock.behind))


def test_who_goes_on_after_midnight_lives_through_the_same_week(tmp_path: Path) -> None:
    """What is planned for a day depends on when the week began: a plan of another week would book its rooms anew."""
    thursday = date(2026, 11, 19)

    assert [thursday] * 2 == [first_day(tmp_path / "past.json", day) for day in (thursday, thursday + ONE_DAY)]
    (tmp_path / "past.json").write_text("torn")
    assert thursday == first_day(tmp_path / "past.json", thursday)
