"""iCalendar as it is written, read by a parser that knows nothing of the writer."""

from datetime import UTC, datetime, timedelta

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.calendars.ical import Entry, calendar, folded
from shared.calendars.recurrence import recurrence_of
from shared.clock import tokyo_date

START = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200).map(
    lambda text: f"予{text}約"
)


def entry(**changes):
    return Entry(
        **{"uid": "a@kyoso-139998", "starts_at": START, "ends_at": START + timedelta(hours=2), "summary": "大会議室",
           "stamp": datetime(2026, 12, 1, tzinfo=UTC), **changes}
    )  # fmt: skip


def read(*entries, name="柳原", about="説明"):
    """The calendar as an independent parser understands it, and its events."""
    parsed = icalendar.Calendar.from_ical(calendar(name, about, entries))
    assert [] == parsed.errors
    return parsed, parsed.walk("VEVENT")


def test_a_calendar_is_read_as_it_was_meant():
    """Times in Tokyo with their zone, stamps in UTC, status and sequence; the end of a day is the next midnight."""
    late = entry(uid="b@x", starts_at=START + timedelta(hours=11), ends_at=START + timedelta(hours=14), sequence=7)
    parsed, (first, second, third, fourth) = read(
        entry(location="柳原"), late, entry(uid="c@x", cancelled=True), entry(uid="d@x", tentative=True)
    )

    assert ("2.0", "柳原", "説明") == (parsed["VERSION"], parsed["X-WR-CALNAME"], parsed["DESCRIPTION"])
    assert ["Asia/Tokyo"] == [str(zone["TZID"]) for zone in parsed.walk("VTIMEZONE")]
    assert "2026-12-02T10:00:00+09:00" == first["DTSTART"].dt.isoformat()
    assert ("Asia/Tokyo", START) == (first["DTSTART"].params["TZID"], first["DTSTART"].dt)
    assert datetime(2026, 12, 1, tzinfo=UTC) == first["DTSTAMP"].dt == first["LAST-MODIFIED"].dt
    assert ("CONFIRMED", "OPAQUE", 0, "柳原") == (
        first["STATUS"],
        first["TRANSP"],
        first["SEQUENCE"],
        first["LOCATION"],
    )
    assert ("2026-12-03T00:00:00+09:00", 7) == (second["DTEND"].dt.isoformat(), second["SEQUENCE"])
    assert ("CANCELLED", "TRANSPARENT") == (third["STATUS"], third["TRANSP"])
    assert ("TENTATIVE", "OPAQUE") == (fourth["STATUS"], fourth["TRANSP"])


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_comes_back_and_no_line_is_too_long(summary, name):
    """Commas, semicolons, backslashes, and characters of up to four octets where a line has to be folded."""
    content = calendar(name, "a", [entry(summary=summary, description=f"{name}\n{summary}")])
    lines = content.split(b"\r\n")

    assert b"" == lines[-1]
    assert max(map(len, lines)) <= 75
    assert "".join(line.decode() for line in lines)  # every line by itself is whole characters
    _, (event,) = read(entry(summary=summary, description=f"{name}\n{summary}"), name=name)
    assert (summary, f"{name}\n{summary}") == (str(event["SUMMARY"]), str(event["DESCRIPTION"]))


def test_a_line_of_75_octets_stays_whole_and_the_next_longer_one_is_folded():
    """The continuation's blank counts towards its 75."""
    assert b"x" * 75 == folded("x" * 75)
    assert b"x" * 75 + b"\r\n " + b"x" * 74 + b"\r\n " + b"x" == folded("x" * 150)
    assert [75, 73, 4] == [len(line) for line in folded("あ" * 50).split(b"\r\n")]


def test_control_characters_do_not_break_a_calendar():
    """A line break is a line break of the text; what else no calendar may hold is left out."""
    _, (event,) = read(entry(summary="一\r二\r\n三\x00\x07四"))

    assert "一\n二\n三四" == str(event["SUMMARY"])


def test_a_recurrence_stands_in_the_event():
    """Rule, exceptions and days beside it are read as such, with the event's own time of day."""
    days = [tokyo_date(START) + timedelta(days=7 * n) for n in range(10) if n != 3] + [tokyo_date(START) + timedelta(1)]
    _, (event,) = read(entry(recurrence=recurrence_of(days)))

    assert (["WEEKLY"], ["WE"]) == (event["RRULE"]["FREQ"], event["RRULE"]["BYDAY"])
    assert ["2026-12-23T10:00:00+09:00"] == [each.dt.isoformat() for each in event["EXDATE"].dts]
    assert ["2026-12-03T10:00:00+09:00"] == [each.dt.isoformat() for each in event["RDATE"].dts]


def test_an_empty_calendar_is_a_calendar():
    """A room that nobody has booked has a feed that programs accept."""
    _, events = read()

    assert [] == events
