"""Who may use a place, for what, and how much of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.rulebook.asking import Facts, Use
from services.booking.rulebook.eligibility import TESTS, Test
from services.booking.rulebook.moments import period_of
from tests.unit.booking.rulebook.rulebook_kit import NOW, asked, at, book, refused, request, rule


def group(**what):
    return Facts(**{"members": 10, "eligible": 10, **what})


@pytest.mark.parametrize(
    ("test", "passes", "fails"),
    [
        ('"party"\nparties = "group"', group(), group(party="person")),
        ('"eligible-person"', group(party="person", eligible=1), group(party="person", eligible=0)),
        ('"members-min"\nlimit = 5', group(members=5, eligible=5), group(members=4, eligible=4)),
        ('"members-max"\nlimit = 10', group(members=10), group(members=11)),
        ('"eligible-percent-min"\nlimit = 50', group(members=9, eligible=5), group(members=9, eligible=4)),
        ('"eligible-percent-min"\nlimit = 50\nmore_than = true', group(eligible=6), group(eligible=5)),
        ('"eligible-percent-min"\nlimit = 50', group(members=2, eligible=1), group(members=0, eligible=0)),
        ('"accredited"', group(accredited=True), group()),
        ('"age-min"\nlimit = 16', group(age=16), group(age=15)),
        ('"adult-below"\nlimit = 18', group(age=18), group(age=17)),
        ('"registered"', group(registered_until="2026-11-20"), group(registered_until="2026-11-19")),
        ('"registered"', group(registered_until="2027-03-31"), group()),
    ],
)
def test_a_condition_on_who_asks(test, passes, fails):
    """At its very edge."""
    town = book(rule("eligibility", "who", f"test = {test}"))

    assert ([], ["who"]) == (refused(town, facts=passes), refused(town, facts=fails))


@pytest.mark.parametrize(
    ("test", "seen", "claimed"),
    [
        ('"members-min"\nlimit = 5', (4, 4), (12, 6)),
        ('"members-min"\nlimit = 5', (12, 12), (4, 4)),
        ('"members-max"\nlimit = 10', (11, 11), (8, 2)),
        ('"members-max"\nlimit = 10', (8, 2), (11, 11)),
        ('"eligible-percent-min"\nlimit = 50', (10, 4), (12, 12)),
        ('"eligible-percent-min"\nlimit = 50', (12, 12), (10, 4)),
    ],
)
def test_a_list_that_the_city_has_not_seen_helps_nobody_and_hides_nothing(test, seen, claimed):
    """More members with a smaller share, fewer, or a larger share: a rule holds for both lists, or refuses."""
    town = book(rule("eligibility", "who", f"test = {test}"))

    def of(members, eligible, **more):
        return group(members=members, eligible=eligible, **more)

    alone = [refused(town, facts=of(*one)) for one in (seen, claimed)]
    assert [[], ["who"]] == sorted(alone)
    assert ["who"] == refused(town, facts=of(*seen, claimed=claimed))
    assert [] == refused(town, facts=of(10, 10, claimed=(10, 9)))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=2), st.integers(0, 20))
def test_with_both_lists_exactly_what_both_allow_is_allowed(lists, limit):
    """Whatever the condition on members."""
    (seen, claimed) = ((max(one), min(one)) for one in lists)
    for test in ("members-min", "members-max", "eligible-percent-min"):
        town = book(rule("eligibility", "who", f'test = "{test}"\nlimit = {max(1, limit)}'))
        by_each = [refused(town, facts=group(members=m, eligible=e)) for m, e in (seen, claimed)]
        both = refused(town, facts=group(members=seen[0], eligible=seen[1], claimed=claimed))
        assert (["who"] if any(by_each) else []) == both


@pytest.mark.parametrize(
    ("test", "passes", "fails"),
    [('"people-min"\nlimit = 2', 2, 1), ('"people-max"\nlimit = 8', 8, 9), ('"capacity-percent"\nlimit = 50', 5, 6)],
)
def test_a_condition_on_the_people_who_come(test, passes, fails):
    """Half of a room of ten is five."""
    town = book(rule("eligibility", "people", f"test = {test}"))

    assert [] == refused(town, request(people=passes))
    assert ["people"] == refused(town, request(people=fails))


def test_every_test_that_the_schema_names_is_there():
    """A condition that nobody looks at would refuse nobody."""
    assert set(Test.__args__) == set(TESTS)


def test_a_condition_may_be_for_some():
    """Only accredited groups need a majority."""
    town = book(rule("eligibility", "most", 'test = "eligible-percent-min"\nlimit = 60\nwho = { accredited = true }'))

    assert ([], ["most"]) == (
        refused(town, facts=group(eligible=1)),
        refused(town, facts=group(eligible=1, accredited=True)),
    )


def test_who_is_young_comes_with_an_adult():
    """The adult is named with the request."""
    town = book(rule("eligibility", "adult", 'test = "adult-below"\nlimit = 18'))

    assert [] == refused(town, request(adult=True), group(age=12))


def test_all_purposes_that_are_not_allowed_are_named():
    """In words, in the order of the request."""
    town = book(rule("purposes", "no", 'forbidden = ["commercial", "political", "cooking"]'))
    refusal = asked(town, request(purpose="cooking", marks={"political", "entrance-fee"})).refusals[0]

    assert ("cooking", "political") == refusal.value
    assert "政治的な活動" in refusal.ja
    assert [] == refused(town, request(purpose="music"))


def test_a_room_may_be_for_some_purposes_only():
    """A room for music; what else is marked does not matter."""
    town = book(rule("purposes", "music", 'rooms = "small"\nallowed = ["music", "culture"]'))

    assert [[], ["music"]] == [refused(town, request(purpose=purpose)) for purpose in ("culture", "meeting")]
    assert ("music", "culture") == asked(town, request(purpose="meeting")).refusals[0].limit


def cap(counts, per, limit, over="all", more=""):
    return book(
        rule(
            "caps",
            "cap",
            f'counts = "{counts}"\nper = "{per}"\nparty = "group"\nover = "{over}"\nlimit = {limit}\n{more}',
        )
    )


def use(room, day, hours="09:00-11:00", **more):
    start, end = hours.split("-")
    return Use(room=room, day=day, start=start, end=end, **more)


@pytest.mark.parametrize(
    ("over", "counted"),
    [("room", 1), ("facility", 2), ("kind", 2), ("all", 3)],
)
def test_a_cap_counts_over_rooms(over, counted):
    """This room, its house, its kind, the town."""
    history = (use("small", "2026-12-03"), use("big", "2026-12-03"), use("far", "2026-12-03"))

    assert ["cap"] == refused(cap("bookings", "month", counted, over), facts=group(history=history))
    assert [] == refused(cap("bookings", "month", counted + 1, over), facts=group(history=history))


@pytest.mark.parametrize(
    ("counts", "limit"), [("bookings", 3), ("minutes", 480), ("slots", 16), ("bands", 3), ("rooms", 2)]
)
def test_what_a_cap_counts(counts, limit):
    """Two uses of two hours in another room, and four hours now: 480 minutes, 16 half hours, 3 bands, 2 rooms."""
    history = (use("big", "2026-12-02"), use("big", "2026-12-02", "18:00-20:00"))

    assert [] == refused(cap(counts, "day", limit), facts=group(history=history))
    refusal = asked(cap(counts, "day", limit - 1), facts=group(history=history)).refusals[0]
    assert (limit, limit - 1) == (refusal.value, refusal.limit)


@settings(max_examples=30, deadline=None)
@given(
    days=st.lists(
        st.dates(period_of("fiscal-year", NOW.date())[0], period_of("fiscal-year", NOW.date())[1]), max_size=6
    ),
    per=st.sampled_from(["day", "week", "month", "fiscal-year"]),
    channel=st.sampled_from(["direct", "draw", "all"]),
)
def test_a_cap_counts_what_lies_in_its_period(days, per, channel):
    """As many as a list of days says, of the channels that it names; a request on another channel is not held to it."""
    history = tuple(use("far", day, channel="draw" if day.day % 2 else "direct") for day in days)
    first, last = period_of(per, request().day)
    there = [one for one in history if first <= one.day <= last and channel in {"all", one.channel}]
    town = cap("bookings", per, len(there) + 1, more=f'channel = "{channel}"')
    tight = cap("bookings", per, max(1, len(there)), more=f'channel = "{channel}"')

    assert [] == refused(town, facts=group(history=history))
    binds = bool(there) and channel != "draw"
    assert (["cap"] if binds else []) == refused(tight, facts=group(history=history))


def test_what_is_left_in_the_last_days_is_not_capped():
    """From seven days before 2 December: the 25th."""
    town = cap("bookings", "month", 1, more="last_days = 7")
    had = group(counts={"cap": 1})

    assert [["cap"], []] == [
        refused(town, facts=had, now=at(text)) for text in ("2026-11-24T23:59:00", "2026-11-25T00:00:00")
    ]


def test_a_cap_of_groups_does_not_count_what_a_person_has():
    """And holds nobody who asks for themselves."""
    mine = (use("small", "2026-12-03", by="person"),)

    assert [] == refused(cap("bookings", "month", 1), facts=group(history=mine))
    assert [] == refused(
        cap("bookings", "month", 1), facts=group(party="person", history=(use("small", "2026-12-03"),))
    )


def test_a_cap_may_count_the_rooms_that_it_names():
    """The hall's bands, and not those of the small room in the same house."""
    cap = rule(
        "caps",
        "cap",
        'rooms = ["big", "big-a"]\ncounts = "bands"\nper = "month"\nparty = "group"\nover = "rule"\nlimit = 2',
    )
    uses = [{"room": room, "day": "2026-12-05", "start": "09:00", "end": "12:00"} for room in ("big", "small", "big-a")]

    assert [[], ["cap"]] == [refused(book(cap), request("big"), Facts(history=uses[:count])) for count in (2, 3)]


def test_a_condition_may_be_for_one_way_of_asking():
    """Only accredited groups apply for a draw; whoever asks at once need not be one."""
    draw = [
        rule(section, f"{section}-draw", 'channel = "draw"\nwhen = { days_before = 9 }')
        for section in ("opens", "closes")
    ]
    town = book(rule("eligibility", "draw", 'test = "accredited"\nchannel = "draw"'), *draw)
    when = at("2026-11-23T10:00:00")

    assert [["draw"], []] == [refused(town, request(channel=channel), now=when) for channel in ("draw", "direct")]
    assert [] == refused(town, request(channel="draw"), Facts(accredited=True), when)


@pytest.mark.parametrize(
    ("facts", "adult", "ids"),
    [
        ({"party": "person"}, False, ["adult", "age"]),
        ({"party": "person"}, True, ["age"]),
        ({"party": "person", "age": 20}, False, []),
        ({"party": "group"}, False, []),
    ],
)
def test_a_person_tells_an_age_where_a_rule_asks_for_it(facts, adult, ids):
    """Or the rule would hold for the honest alone. Of a group nobody's age is asked for."""
    town = book(
        rule("eligibility", "adult", 'test = "adult-below"\nlimit = 18'),
        rule("eligibility", "age", 'test = "age-min"\nlimit = 16'),
    )

    assert ids == refused(town, request(adult=adult), Facts(**facts))
