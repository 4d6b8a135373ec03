"""Quick answers are the answers: whatever was worked out before, they say what the whole decision says."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.grid import instant
from services.booking.rulebook import quick as quick_module
from services.booking.rulebook.asking import Facts, Fault, Grant
from services.booking.rulebook.caps import Cap
from services.booking.rulebook.engine import decide
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.quick import Question, Quick
from services.booking.rulebook.windows import Cancellation, Payment, Start
from tests.unit.booking.rulebook.rulebook_kit import NOW, book, rule, shipped

TODAY = date(2026, 11, 20)


@cache
def quick_of(town):
    """One for each town in the whole run: what is kept is asked again and again."""
    return Quick(shipped(town)[0])


@cache
def rooms_of(town):
    return sorted(shipped(town)[0].places.rooms)


PARTIES = (
    Facts(party="person", eligible=1),
    Facts(party="person", eligible=0, age=16),
    Facts(party="group", members=10, eligible=6),
    Facts(party="group", members=4, eligible=4, registered_until=date(2027, 3, 31)),
    Facts(party="group", members=30, eligible=30, accredited=True, categories=frozenset({"youth", "commercial"}),
          registered_until=date(2026, 11, 30)),
    Facts(party="group", members=20, eligible=20, registered_until=date(2027, 3, 31),
          faults=tuple(Fault(kind="no-show", on=date(2026, 11, 1 + n)) for n in range(6)),
          grants=(Grant(reduction="youth", fiscal_year=2026, filed_on=date(2026, 2, 1)),)),
)  # fmt: skip


def same(rules, quick, question, facts, now):
    """The whole decision and the quick one, held side by side."""
    try:
        decision = decide(rules, question.request(), facts, now)
    except Unanswerable:
        return  # the one or the other says so; the service answers the same to both
    allowed = quick.allowed(question, facts, now)

    assert (decision.allowed and len(decision.by) == 1) == (allowed is not None)  # rooms charged apart: by ``decide``
    if allowed is not None:
        asked, dues = decision.asked, decision.deadlines
        assert (decision.fee, dues.pay_by if asked.rule(Payment) else None) == (allowed.fee, allowed.pay_by)
        assert dues.start_from == (allowed.start_from if asked.rule(Start) else None)
        if asked.rule(Cancellation):
            assert dues.cancel_until == allowed.cancel_until
        assert [rule.id for rule in asked.rules(Cap) if rule.binds(asked)] == [cap.rule.id for cap in allowed.caps]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_quick_answer_is_the_whole_one(data):
    """Allowed by both, for the same yen, by the same caps, until the same moments; or for ``decide`` to refuse.

    Everybody asks the same question, now and later: nobody gets what was worked out for another.
    """
    town = data.draw(st.sampled_from(["komorebi", "elsewhere"]))
    rules, quick = shipped(town)[0], quick_of(town)
    start = data.draw(st.sampled_from([18, 20, 22, 26, 28, 36, 42])) * 2
    question = Question(
        rooms=(data.draw(st.sampled_from(rooms_of(town))),),
        day=TODAY + timedelta(data.draw(st.one_of(st.integers(4, 30), st.integers(4, 30), st.integers(-1, 200)))),
        start=start,
        end=min(96, start + data.draw(st.sampled_from([2, 4, 4, 12, 16, 3]))),
        people=data.draw(st.sampled_from([10, 10, 1, 500])),
        purpose=data.draw(st.sampled_from(["meeting", "meeting", "music"])),
        marks=data.draw(st.sampled_from([frozenset(), frozenset({"commercial"})])),
        adult=data.draw(st.booleans()),
    )
    now = instant(TODAY, 36) + timedelta(days=data.draw(st.integers(0, 3)), minutes=data.draw(st.integers(0, 600)))
    for facts in PARTIES:
        same(rules, quick, question, facts, now)
        same(rules, quick, question, facts, now + timedelta(minutes=data.draw(st.sampled_from([0, 1, 60, 600]))))


def test_what_was_allowed_in_the_morning_is_not_once_it_is_too_late():
    """The same question on the same day: what is kept says from when until when."""
    rules, quick = shipped("komorebi")[0], Quick(shipped("komorebi")[0])
    question = Question(("always-1",), TODAY, 40, 44)

    early, late = (quick.allowed(question, PARTIES[0], instant(TODAY, slot)) for slot in (36, 60))

    assert early is not None
    assert late is None
    for slot in (36, 60):
        same(rules, quick, question, PARTIES[0], instant(TODAY, slot))


def test_what_is_kept_is_bounded(monkeypatch):
    """A year of everybody's questions must not fill the memory."""
    monkeypatch.setattr(quick_module, "KNOWN_MAX", 50)
    quick = Quick(shipped("komorebi")[0])

    for n in range(60):
        question = Question(("always-1",), TODAY + timedelta(n), 40, 44)
        quick.allowed(question, PARTIES[0], instant(TODAY, 36))

    assert len(quick._known) <= 50


def test_every_case_of_a_town_is_answered_quickly_as_in_full():
    """And when the same is asked for another purpose, or by another way: neither answer is taken for the other."""
    rules, cases = shipped("shiomi")
    quick = Quick(rules)
    for case in (case for case in cases if not case.hold and not case.equipment):
        asked = Question(
            case.rooms, case.day, case.start, case.end, case.people, case.purpose, frozenset(case.marks), case.channel,
            adult=case.adult,
        )  # fmt: skip
        facts = case.facts.model_copy(update={"history": (), "counts": {}})
        for question in (asked, asked._replace(purpose="disaster-drill"), asked._replace(channel="draw")):
            same(rules, quick, question, facts, case.now)


def test_a_condition_of_the_draw_is_not_taken_for_one_of_asking_at_once():
    """Whichever is asked first."""
    draw = [
        rule(section, section + "-draw", f'channel = "draw"\nwhen = {{ days_before = {days} }}')
        for section, days in (("opens", 60), ("closes", 1))
    ]
    town = book(rule("eligibility", "draw", 'test = "accredited"\nchannel = "draw"'), *draw)
    for channels in (("direct", "draw"), ("draw", "direct")):
        quick = Quick(town)
        for channel in channels:
            same(town, quick, Question(("small",), TODAY + timedelta(9), 52, 68, channel=channel), PARTIES[2], NOW)


@pytest.mark.parametrize(
    ("section", "body"),
    [
        ("opens", "when = { days_before = 3 }"),
        ("closes", "when = { days_before = 20 }"),
        ("payments", "by = [{ days_after = 7 }]"),
        ("cancellations", "by = [{ days_before = 5 }]"),
        ("starts", "when = { minutes_before = 30 }"),
    ],
)
def test_a_room_with_moments_of_its_own_is_not_told_those_of_another(section, body):
    """Rooms of which the same rules speak have their moments worked out once; a rule of one room parts it from them."""
    town = book(rule(section, f"{section}-own", f'rooms = ["small"]\n{body}'))
    for rooms in (("big-b", "small"), ("small", "big-b")):
        quick = Quick(town)
        for room in rooms:
            same(town, quick, Question((room,), TODAY + timedelta(12), 52, 68), PARTIES[2], NOW)
