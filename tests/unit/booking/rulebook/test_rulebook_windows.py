"""When one may ask, how long a hold stands, until when one pays; refunds and points of a cancellation."""

import pytest

from services.booking.rulebook.asking import Facts, Fault
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.windows import lapses
from tests.unit.booking.rulebook.rulebook_kit import NOW, asked, at, book, refused, request, rule

FIRST = rule("opens", "first", "who = { accredited = true }\nwhen = { days_before = 90 }")
HOLD = rule("holds", "hold", "by = [{ days_after = 7 }, { days_before = 1 }]")
PAY = rule("payments", "pay", "by = [{ days_after = 14 }, { days_before = 7 }]")


def test_one_may_ask_from_the_first_second_of_the_opening():
    """2 December - 60 days is 3 October, 0:00."""
    assert [["opens"], []] == [refused(book(), now=at(text)) for text in ("2026-10-02T23:59:59", "2026-10-03T00:00:00")]


def test_accredited_groups_may_come_first():
    """Theirs is 30 days earlier; the refusal of others names the opening of others."""
    early = at("2026-09-10T09:00:00")

    assert [] == refused(book(FIRST), facts=Facts(accredited=True), now=early)
    assert ["opens"] == refused(book(FIRST), now=early)
    assert ["first"] == refused(book(FIRST), facts=Facts(accredited=True), now=at("2026-09-01T09:00:00"))


def test_nobody_asks_for_what_has_begun():
    """Even where the rule would take requests until the end of the day; the beginning itself is in time."""
    late = book(rule("closes", "closes", "when = { days_before = 0 }"), without="closes")

    assert [[], ["closes"]] == [refused(late, now=at(text)) for text in ("2026-12-02T13:00:00", "2026-12-02T13:00:01")]


RUNNING = rule("closes", "closes", "when = { minutes_before = 0 }\nrunning = true")
WHOLE = rule(
    "slots",
    "whole",
    """rooms = "small"
minutes = 60
whole = true
bands = [{ id = "afternoon", name = { ja = "午後", en = "afternoon" }, hours = "13:00-17:00" }]""",
)


@pytest.mark.parametrize(
    ("town", "last", "over"),
    [
        (book(RUNNING, without="closes"), "13:29:59", "13:30:00"),
        (book(RUNNING, WHOLE, without="closes"), "16:59:59", "17:00:00"),
    ],
    ids=["a slot of half an hour", "a band"],
)
def test_a_use_that_runs_may_be_taken_until_its_first_piece_ends(town, last, over):
    """Its slot of the grid, or its band where whole ones are lent; the refusal says when that was."""
    decision = asked(town, now=at(f"2026-12-02T{over}"))

    assert [] == refused(town, now=at(f"2026-12-02T{last}"))
    assert [("closes", at(f"2026-12-02T{over}"))] == [(one.rule_id, one.limit) for one in decision.refusals]


def test_a_channel_that_no_rule_opens_cannot_be_asked_about():
    """It is no refusal: there is no rule to name."""
    with pytest.raises(Unanswerable):
        asked(book(), request(channel="draw"))


def test_a_hold_without_a_rule_cannot_be_asked_about():
    """As above."""
    with pytest.raises(Unanswerable):
        asked(book(), request(hold=True))


@pytest.mark.parametrize(
    ("now", "until"), [("2026-11-20T10:00:00", "2026-11-28"), ("2026-11-28T10:00:00", "2026-12-02")]
)
def test_a_hold_lapses_by_the_first_of_its_moments(now, until):
    """Seven days, or the end of the day before the use."""
    decision = asked(book(HOLD), request(hold=True), now=at(now))

    assert at(f"{until}T00:00:00") == decision.deadlines.hold_until


def test_a_hold_that_would_have_lapsed_is_refused():
    """On the day of the use itself."""
    assert ["hold"] == refused(book(HOLD), request(hold=True), now=at("2026-12-02T09:00:00"))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-05T10:00:00", "2026-11-20T00:00:00"),
        ("2026-11-20T10:00:00", "2026-11-26T00:00:00"),
        ("2026-11-30T10:00:00", "2026-11-30T10:00:00"),
    ],
)
def test_one_pays_by_the_first_of_the_moments_and_at_once_when_it_is_over(now, until):
    """14 days after the request, or 7 before the use."""
    assert at(until) == asked(book(PAY), now=at(now)).deadlines.pay_by


def test_what_costs_nothing_is_not_paid():
    """No deadline for nothing."""
    free = rule("prices", "free", 'rooms = "small"\nrows = [{ per = "hour", yen = 0 }]')

    assert (0, None) == ((decision := asked(book(PAY, free))).fee, decision.deadlines.pay_by)


REFUND_ROWS = "rows = [{ days_before = 7, percent = 100 }, { days_before = 1, percent = 40 }]"
REFUNDS = rule("refunds", "refunds", f"round_yen = 50\n{REFUND_ROWS}")


@pytest.mark.parametrize(
    ("when", "yen"),
    [
        ("2026-11-25T23:59:59", 500),
        ("2026-11-26T00:00:00", 200),
        ("2026-12-01T23:59:59", 200),
        ("2026-12-02T00:00:00", 0),
        ("2026-12-05T00:00:00", 0),
    ],
)
def test_what_comes_back_of_a_fee(when, yen):
    """By whole days in Tokyo before the use; nothing after the last line."""
    decision = asked(book(REFUNDS), request(start="17:00", end="21:00"))

    assert yen == decision.refund_at(at(when))


def test_all_comes_back_when_the_house_closes():
    """Whenever."""
    decision = asked(book(REFUNDS), request(start="17:00", end="21:00"))

    assert (500, 200) == tuple(decision.refund_at(at("2026-11-30T00:00:00"), reason) for reason in ("operator", "rain"))


def test_without_a_rule_nothing_is_said_of_refunds():
    """And a cancellation is free as far as the rules say: until the use begins."""
    decision = asked(book())

    assert (None, ()) == (decision.refund_at(NOW), decision.refunds)
    assert at("2026-12-02T13:00:00") == decision.deadlines.cancel_free_until


PENALTIES = rule(
    "penalties",
    "points",
    """rows = [
    { fault = "late-cancellation", within_days = 5, points = 1 },
    { fault = "late-cancellation", within_days = 1, points = 2 },
    { fault = "no-show", points = 3 },
]
threshold = 4
suspension = { days = 10 }
life = "fiscal-year"
exceptions = ["rain"]
appeal = { where = { ja = "窓口", en = "the counter" }, days = 14 }""",
    'ja = "{value}点（{limit}点以上）。{until}まで。{appeal_days}日以内に{appeal_where}へ。"\n'
    'plain = "{limit}点です。"\n'
    'en = "{value} points of {limit}, until {until}; object within {appeal_days} days to {appeal_where}."',
)


@pytest.mark.parametrize(
    ("now", "points"),
    [("2026-11-26T23:00:00", 0), ("2026-11-27T00:00:00", 1), ("2026-11-30T23:00:00", 1), ("2026-12-01T00:00:00", 2)],
)
def test_points_that_a_cancellation_costs_now(now, points):
    """From five days before: 1; from the day before: 2. Free before that, as the deadline says."""
    decision = asked(book(PENALTIES), now=at(now))

    assert points == decision.points_now
    assert at("2026-11-27T00:00:00") == decision.deadlines.cancel_free_until
    assert 0 == decision.points_at(at(now), "rain")


def faults(*what):
    return Facts(faults=[Fault(kind=kind, on=on, **more) for kind, on, more in what])


@pytest.mark.parametrize(
    ("known", "now", "ids"),
    [
        ([("no-show", "2026-11-10", {})], "2026-11-11", []),
        ([("no-show", "2026-11-10", {}), ("late-cancellation", "2026-11-12", {"days_before": 5})], "2026-11-12", []),
        (
            [("no-show", "2026-11-10", {}), ("late-cancellation", "2026-11-12", {"days_before": 5})],
            "2026-11-13",
            ["points"],
        ),
        (
            [("no-show", "2026-11-10", {}), ("late-cancellation", "2026-11-12", {"days_before": 5})],
            "2026-11-22",
            ["points"],
        ),
        ([("no-show", "2026-11-10", {}), ("late-cancellation", "2026-11-12", {"days_before": 5})], "2026-11-23", []),
        ([("no-show", "2026-11-10", {}), ("late-cancellation", "2026-11-12", {"days_before": 6})], "2026-11-13", []),
        ([("no-show", "2026-11-10", {}), ("no-show", "2026-11-12", {"reason": "rain"})], "2026-11-13", []),
        ([("no-show", "2026-03-31", {}), ("no-show", "2026-11-12", {})], "2026-11-13", []),
        ([("no-show", "2026-04-01", {}), ("no-show", "2026-11-12", {})], "2026-11-13", ["points"]),
        (
            [("no-show", "2026-10-01", {}), ("no-show", "2026-10-02", {}), ("no-show", "2026-11-12", {})],
            "2026-11-13",
            [],
        ),
    ],
)
def test_a_suspension_begins_and_ends(known, now, ids):
    """From the day after the fault that reached the threshold, for ten days; its points are spent with it."""
    assert ids == refused(book(PENALTIES), facts=faults(*known), now=at(f"{now}T12:00:00"))


def test_a_suspension_says_how_to_object():
    """Where, and within how many days."""
    known = faults(("no-show", "2026-11-10", {}), ("no-show", "2026-11-12", {}))
    refusal = asked(book(PENALTIES), facts=known).refusals[0]

    assert "6点（4点以上）。2026年11月22日まで。14日以内に窓口へ。" == refusal.ja
    assert "6 points of 4, until 22 November 2026; object within 14 days to the counter." == refusal.en


def test_a_house_may_have_no_holds_and_says_so():
    """A refusal with its texts: what is not possible, and what is."""
    refusals = asked(book(rule("holds", "none", "by = []")), request(hold=True)).refusals

    assert ["決まりは すぐの予約 です（お申込みは 仮予約）。当分の間まで。"] == [one.ja for one in refusals]
    assert [] == refused(book(rule("holds", "none", "by = []")))


def test_whether_an_unpaid_booking_lapses_is_said_with_the_time_to_pay():
    """Not unless the rule says so."""
    lapsing = rule("payments", "pay", "by = [{ days_before = 7 }]\nlapses = true")

    assert [False, True, False] == [lapses(asked(town).asked) for town in (book(PAY), book(lapsing), book())]
