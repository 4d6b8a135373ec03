"""What would have to be different: a change that is told satisfies the rule, and nothing is told where nothing does."""

from dataclasses import replace

import pytest

from services.booking.rulebook.asking import Facts, Fault
from services.booking.rulebook.engine import decide
from services.booking.rulebook.explain import enough, explain
from services.booking.rulebook.words import told
from tests.unit.booking.rulebook.rulebook_kit import NOW, TOWN, TOWN_NAMES, at, book, request, rule, shipped
from tests.unit.booking.rulebook.test_rulebook_windows import HOLD, PENALTIES


def change(town, what=None, facts=None, now=NOW):
    """What is told of the first refusal."""
    explained = explain(town, what or request(), facts or Facts(members=10, eligible=10), now)[0]
    data = explained.data()["change"]
    return data["kind"], data["to"]


SIZE = 'test = "capacity-percent"\nlimit = 100'


def eligibility(body):
    return book(rule("eligibility", "who", body))


@pytest.mark.parametrize(
    ("town", "what", "facts", "now", "told"),
    [
        (book(), request(start="17:00", end="21:30"), None, NOW, ("time", "16:30-21:00")),
        (book(), request(start="13:15", end="17:00"), None, NOW, ("time", "13:00-17:00")),
        (book(), request(start="09:00", end="17:00"), None, NOW, ("time", "13:00-21:00")),
        (book(), request(), None, at("2026-10-01T00:00:00"), ("wait", "2026-10-03T00:00:00+09:00")),
        (book(), request(), None, at("2026-12-02T14:00:00"), ("day", "2026-12-03")),
        (book(rule("closures", "wed", 'weekly = ["wed"]')), request(), None, NOW, ("day", "2026-12-03")),
        (book(rule("closures", "wed", 'weekly = ["wed"]')), request(start="20:00", end="21:30"), None, NOW,
         ("time", "19:30-21:00")),
        (book(rule("lengths", "short", "minutes_max = 90")), request(), None, NOW, ("time", "13:00-14:30")),
        (book(rule("lengths", "long", "minutes_min = 300")), request(), None, NOW, ("time", "13:00-18:00")),
        (eligibility('test = "people-max"\nlimit = 8'), request(people=9), None, NOW, ("people", 8)),
        (eligibility('test = "people-min"\nlimit = 2'), request(people=1), None, NOW, ("people", 2)),
        (eligibility('test = "members-min"\nlimit = 12'), request(), None, NOW, ("members", 12)),
        (eligibility('test = "members-max"\nlimit = 9'), request(), None, NOW, ("members", 9)),
        (eligibility('test = "eligible-percent-min"\nlimit = 50\nmore_than = true'), request(),
         Facts(members=10, eligible=2), NOW, ("eligible", 6)),
        (eligibility('test = "accredited"'), request(), None, NOW, ("accredited", None)),
        (eligibility('test = "age-min"\nlimit = 16'), request(), Facts(age=15), NOW, ("age", 16)),
        (eligibility('test = "adult-below"\nlimit = 18'), request(), Facts(age=15), NOW, ("adult", None)),
        (eligibility('test = "registered"'), request(), None, NOW, ("registration", None)),
        (eligibility('test = "eligible-person"'), request(), Facts(party="person"), NOW, ("person", None)),
        (eligibility('test = "party"\nparties = "person"'), request(), None, NOW,
         ("party", {"ja": "個人", "en": "a person"})),
        (eligibility('test = "capacity-percent"\nlimit = 100'), request(people=12), None, NOW,
         ("room", {"ja": "大A", "en": "Big A"})),
        (eligibility('test = "capacity-percent"\nlimit = 100'), request("big", people=42), None, NOW, ("people", 40)),
        (book(HOLD), request(hold=True), None, at("2026-12-02T09:00:00"), ("day", "2026-12-03")),
        (book(PENALTIES), request(), Facts(faults=[Fault(kind="no-show", on="2026-11-10"),
         Fault(kind="no-show", on="2026-11-12")]), NOW, ("wait", "2026-11-23")),
        (book(rule("purposes", "no", 'rooms = ["small"]\nforbidden = "music"')), request(purpose="music"), None, NOW,
         ("room", {"ja": "大A", "en": "Big A"})),
        (book(rule("purposes", "no", 'forbidden = "music"')), request(purpose="music"), None, NOW, ("nothing", None)),
    ],
)  # fmt: skip
def test_the_nearest_change(town, what, facts, now, told):
    """Of each kind of rule."""
    assert told == change(town, what, facts, now)


def test_a_cap_that_has_room_left_wants_less_and_one_that_has_none_another_period():
    """An hour is left of the month's four; then none."""
    cap = rule("caps", "cap", 'counts = "minutes"\nper = "month"\nparty = "group"\nover = "all"\nlimit = 240')
    used = {"members": 10, "eligible": 10}

    assert ("time", "13:00-14:00") == change(book(cap), facts=Facts(counts={"cap": 180}, **used))
    lots = book(cap.replace("minutes", "bookings").replace("240", "1"))
    with_history = Facts(history=[{"room": "far", "day": "2026-12-20", "start": "09:00", "end": "10:00"}], **used)
    assert ("day", "2027-01-01") == change(lots, facts=with_history)


def test_a_cap_that_ends_before_the_use_wants_patience():
    """From seven days before the use what is left is anybody's."""
    cap = rule(
        "caps", "cap", 'counts = "bookings"\nper = "month"\nparty = "group"\nover = "all"\nlimit = 1\nlast_days = 7'
    )

    assert ("wait", "2026-11-25") == change(book(cap), facts=Facts(members=10, eligible=10, counts={"cap": 1}))


def test_a_change_that_breaks_another_rule_comes_after_one_that_does_not():
    """The nearest open day would be the 3rd; but then the room is closed for works."""
    town = book(
        rule("closures", "wed", 'weekly = ["wed"]'),
        rule("closures", "works", "works = { first = 2026-12-03, last = 2026-12-04 }"),
    )

    assert ("day", "2026-12-01") == change(town)


def test_waiting_is_not_told_when_the_use_would_be_over():
    """A suspension that ends after the day of use: another time is no help, and nothing is said to be."""
    facts = Facts(faults=[Fault(kind="no-show", on="2026-11-10"), Fault(kind="no-show", on="2026-11-18")])

    assert ("nothing", None) == change(book(PENALTIES), request(day="2026-11-28"), facts)
    assert ("wait", "2026-11-29") == change(book(PENALTIES), request(day="2026-11-29"), facts)


def test_what_is_told_of_every_case_is_true():
    """Asked again with the change, the rule no longer refuses; ``allowed`` says whether anything does."""
    told = 0
    for name in TOWN_NAMES:
        town, cases = shipped(name)
        for case in cases:
            for explained in explain(town, case.request, case.facts, case.now):
                if explained.change is None:
                    continue
                told += 1
                again = decide(town, explained.change.request, explained.change.facts, explained.change.now)
                assert explained.refusal.rule_id not in {refusal.rule_id for refusal in again.refusals}
                assert explained.allowed == again.allowed
                assert all(explained.words(language) for language in ("ja", "plain", "en"))

    assert 40 < told


def test_a_question_is_not_changed_by_explaining_it():
    """The refusals are those of the question as it was asked."""
    town = book(rule("lengths", "short", "minutes_max = 90"))
    before = decide(town, request(), Facts(), NOW)
    explain(town, request(), Facts(), NOW)

    assert replace(before) == before
    assert ["short"] == [explained.refusal.rule_id for explained in explain(town, request(), Facts(), NOW)]


def test_of_several_rooms_one_is_told_before_another_house():
    """The most alike thing to two rooms is one of them."""
    both = request(("small", "big-a"))
    singly = rule(
        "prices", "own", 'rooms = ["small", "big-a"]\nsingly = true\nrows = [{ bands = "afternoon", yen = 1 }]'
    )

    assert ("room", {"ja": "小", "en": "Small"}) == change(book(singly), both)


def test_a_room_of_another_type_elsewhere_is_none_to_go_to():
    """Who wants to make music is not helped by a court."""
    far = '{ id = "far", name = { ja = "遠", en = "Far" }, capacity = 30'
    town = TOWN.replace(far, far + ', type = "court"')
    no_music = rule("purposes", "no", 'kinds = "hall"\nforbidden = "music"')

    assert ("nothing", None) == change(book(no_music, town=town), request(purpose="music"))
    assert ("room", {"ja": "センター 遠", "en": "Centre, Far"}) == change(book(no_music), request(purpose="music"))


def test_another_time_breaks_no_rule_about_times():
    """Off the grid and too short: the nearest span on the grid would still be too short."""
    town = book(rule("lengths", "long", "minutes_min = 120"))
    told = [one.data()["change"]["to"] for one in explain(town, request(start="13:15", end="15:00"), Facts(), NOW)]

    assert ["13:00-15:00", "13:00-15:00"] == told


def test_a_sentence_is_not_said_twice():
    """Where the rule says already what would have to be different."""
    words = 'ja = "{limit}から、申し込めます。"\nplain = "{limit}から、申し込むことができます。"\nen = "From {limit}."'
    town = book(rule("opens", "opens", "when = { days_before = 3 }", words), without="opens")
    told = explain(town, request(), Facts(), NOW)[0]

    assert "2026年11月29日 午前0時から、申し込むことができます。" == told.words("plain")
    assert "From 29 November 2026 0:00. It can be asked for from 29 November 2026 0:00." == told.words("en")


def test_who_has_told_no_age_is_asked_for_it():
    """Before anything else would have to be different."""
    person = Facts(party="person")

    assert ("tell-age", 16) == change(eligibility('test = "age-min"\nlimit = 16'), facts=person)
    assert ("tell-age", 18) == change(eligibility('test = "adult-below"\nlimit = 18'), facts=person)


def test_equipment_at_other_hours_may_be_left_out():
    """There is none then, so none is what can be had."""
    lights = rule("equipment", "lights", 'name = { ja = "照明", en = "lights" }\nstock = 3\nhours = ["17:00-21:00"]')

    assert ("equipment", 0) == change(book(lights), request(equipment={"lights": 1}))


def test_who_cannot_hold_books_at_once():
    """The rule says so."""
    assert ("direct", None) == change(book(rule("holds", "none", "by = []")), request(hold=True))


def test_noon_is_said_so_that_nobody_comes_at_midnight():
    """In plain Japanese."""
    assert ["2026年12月2日 昼の12時30分", "2026年12月2日 午前0時"] == [
        told(at(f"2026-12-02T{time}"), "plain") for time in ("12:30:00", "00:00:00")
    ]


def test_another_time_is_as_long_as_what_was_asked_for():
    """An hour after the house closes is the hour before, not the half that is left; shorter only for want of it."""
    town = book(rule("opening", "short", 'rooms = ["small"]\ndaily = ["13:00-13:30"]'))

    assert ("time", "20:00-21:00") == change(book(), request(start="20:30", end="21:30"))
    assert ("time", "13:00-13:30") == change(town, request(start="20:00", end="21:00"))


def whole(town, what):
    """What is enough together, as kinds and values; the decision about it."""
    facts = Facts(members=10, eligible=10)
    decision = decide(town, what, facts, NOW)
    both = enough(town, decision, explain(town, what, facts, NOW))
    return both, both and decide(town, both.last.request, both.last.facts, both.last.now)


def test_where_one_change_is_not_enough_several_are_told_together():
    """Another day, another hour and a larger room: with all of them it is allowed; each alone is said not to be."""
    town = book(rule("closures", "wed", 'weekly = ["wed"]'), rule("eligibility", "who", SIZE))
    what = request(start="21:00", end="22:00", people=12)
    both, decision = whole(town, what)

    assert {"day", "time", "room"} == {change.kind for change in both.changes}
    assert (True, 4) == (decision.allowed, both.last.request.end - both.last.request.start)
    explained = explain(town, what, Facts(members=10, eligible=10), NOW)
    assert not any(one.allowed for one in explained)
    assert all("That alone is not enough" in one.words("en") for one in explained if one.change)
    assert "20:00-21:00" in both.words("en")
    assert all(both.words(language) for language in ("ja", "plain", "en"))


def test_a_change_that_is_enough_comes_before_nearer_ones_that_are_not():
    """Two rules, and a room in which neither holds: it is told of both, and nothing together."""
    quiet = rule("purposes", "quiet", 'rooms = ["small"]\nforbidden = ["music"]')
    town = book(quiet, rule("eligibility", "who", SIZE))

    explained = explain(town, request(purpose="music", people=12), Facts(members=10, eligible=10), NOW)

    assert [True, True] == [one.allowed for one in explained]
    assert whole(town, request(purpose="music", people=12))[0] is None


def test_where_nothing_helps_nothing_is_told_together():
    """A purpose that no room is for."""
    town = book(rule("purposes", "never", 'forbidden = "music"'), rule("closures", "wed", 'weekly = ["wed"]'))

    assert whole(town, request(purpose="music"))[0] is None
