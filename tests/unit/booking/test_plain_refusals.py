"""Refusals that a resident meets on the way to a room have words in plain Japanese (やさしい日本語) too."""

import re
from datetime import datetime

import pytest

from services.booking import refusals
from services.booking.after_use.refusals import NoPermit, NoShowRecorded, NothingToPay, NotPaidYet
from services.booking.groups import refusals as group_refusals
from services.booking.in_the_way import in_three_languages
from services.booking.money.refusals import NoBill, NoOnlinePayment, NothingDue, PaymentUnderWay
from services.booking.registering.refusals import SuspendedToUse
from services.booking.ways import refusals as ways_refusals
from services.booking.ways import series_refusals
from services.booking.ways.refusals import RoomClosed
from shared.errors import Refusal

OF_STAFF_AND_PROGRAMS = {"FacilityExists", "PeriodOutOfRange", "TableUnreadable", "ClosureBad", "ClosureOver"}
MET = [
    kind
    for module in (group_refusals, refusals, series_refusals, ways_refusals)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Refusal) and kind.__module__ == module.__name__
    if hasattr(kind, "code") and kind.__name__ not in OF_STAFF_AND_PROGRAMS
] + [
    NoBill, NoOnlinePayment, NoPermit, NoShowRecorded, NothingDue, NothingToPay, NotPaidYet, PaymentUnderWay,
    SuspendedToUse,
]  # fmt: skip
SENTENCE_MAX = 30


@pytest.mark.parametrize("kind", MET, ids=lambda kind: kind.code)
def test_a_refusal_of_a_room_has_short_plain_sentences(kind):
    """What is so and what to do next; of a filled brace two signs are counted."""
    for text in (kind.plain, kind.next_plain):
        assert text
        for sentence in re.sub(r"\{[^}]*\}", "00", text).split("。"):
            assert len(sentence) < SENTENCE_MAX, sentence


def test_a_closure_is_said_in_three_languages():
    """Until when, as the end of a day, and why."""
    until = datetime.fromisoformat("2026-12-05T00:00:00+09:00")

    told = in_three_languages(RoomClosed(reason="works", rule_id="closure.c", value=until, limit=until, until=until))

    assert ("room-closed", "closure.c", "2026-12-05T00:00:00+09:00") == (told["code"], told["rule_id"], told["until"])
    assert "2026年12月4日 24:00まで、休みです（工事）" in told["plain"]
    assert all(told["next"][language] for language in ("ja", "plain", "en"))
