"""A past that is small enough to count by hand: two districts 1.11195 km apart, four groups, four people."""

from datetime import UTC, date, datetime

from kyoso.judging.history import ActivityLine, AreaLine, DeedLine, GroupLine, History, PersonLine

SPLIT = date(2026, 10, 5)
BEFORE, AFTER = date(2026, 10, 4), date(2026, 10, 5)
AREAS = (
    AreaLine(layer="school", id="north", latitude=35.01, longitude=139.0),
    AreaLine(layer="school", id="south", latitude=35.0, longitude=139.0),
)
NORTH, SOUTH = {"school": "north"}, {"school": "south"}
PEOPLE = (
    PersonLine(id="a", areas=NORTH, tags=("tea",), age_band="25-39"),
    PersonLine(id="b", areas=NORTH, age_band="25-39"),
    PersonLine(id="c", areas=SOUTH, tags=("walking",), age_band="75+"),
    PersonLine(id="d"),
)
GROUPS = (
    GroupLine(id="tea-north", areas=NORTH, tags=("tea",), size_band="5-9"),
    GroupLine(id="tea-south", areas=SOUTH, tags=("tea",), size_band="5-9"),
    GroupLine(id="walk-south", areas=SOUTH, tags=("walking",), size_band="10-29"),
    GroupLine(id="choir-north", areas=NORTH, tags=("chorus",), size_band="30-99"),
)
ACTIVITIES = (
    ActivityLine(id="walk", group="walk-south", areas=SOUTH, starts_at=datetime(2026, 10, 10, 1, tzinfo=UTC)),
    ActivityLine(id="late", group="walk-south", areas=SOUTH, starts_at=datetime(2026, 12, 10, 1, tzinfo=UTC)),
)


def joined(person, what, on):
    return DeedLine(kind="joined", person=person, what=what, on=on)


def attended(person, what, on):
    return DeedLine(kind="attended", person=person, what=what, on=on)


DEEDS = (
    joined("b", "tea-north", BEFORE),
    joined("c", "tea-north", BEFORE),
    joined("a", "tea-north", AFTER),
    joined("a", "tea-south", AFTER),
    joined("b", "tea-north", AFTER),
    attended("c", "walk", date(2026, 10, 10)),
)


def a_past(deeds=DEEDS):
    return History.of(SPLIT, [*AREAS, *PEOPLE, *GROUPS, *ACTIVITIES, *deeds])
