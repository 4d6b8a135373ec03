"""What comes back of a booking that was given back, in words: how much, how, until when, and by which rule not more."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from services.booking.domain.after_use.given_back_for import GivenBackOnce
from services.booking.domain.money.coming_back import TEXTS, ComingBack, KeptBy, claim_until
from services.booking.money.returns import kept_by
from shared.contracts.booking import BookingCancelled

RULE = KeptBy("town.refunds", "規則第13条の2", 3)
HALF = ComingBack(paid=300, waits={"counter": 150}, kept=150, claim_until=date(2031, 12, 1), by=RULE)


def test_the_three_languages_say_the_same_things():
    """No text is in one of them only."""
    assert TEXTS["ja"].keys() == TEXTS["plain"].keys() == TEXTS["en"].keys()


def test_a_part_comes_back_and_the_rest_is_explained():
    """How much of how much, by which article, where it is fetched and until when: in each language."""
    assert (
        "お支払い済みの300円のうち、150円をお返しします。150円は戻りません。使用の日の3日前の取消しだからです（規則第13条の2）。"
        "150円は、施設の窓口でお受け取りください。受け取れるのは2031年12月1日までです（地方自治法第236条）。"
    ) == HALF.words("ja")
    assert (
        "Of the 300 yen that were paid, 150 come back and 150 do not."
        " It was cancelled 3 days before the use (規則第13条の2)."
        " Fetch 150 yen at the facility's counter. It can be claimed until 1 December 2031"
        " (Local Autonomy Act, article 236)."
    ) == HALF.words("en")
    assert "150円が もどります。150円は もどりません。" in HALF.words("plain")
    assert "使う 日の 3日前に やめたからです（規則第13条の2）。" in HALF.words("plain")


@pytest.mark.parametrize(
    ("changes", "ja", "en"),
    [
        ({"waits": {}, "kept": 300}, "お支払い済みの300円は、戻りません。", "do not come back"),
        (
            {"waits": {}, "kept": 300, "by": replace(RULE, days_before=0)},
            "使用の日になってから",
            "on the day of the use",
        ),
        ({"waits": {}, "kept": 300, "by": None}, "取り消した時の利用規則", "the rules that held"),
        ({"by": replace(RULE, alone=False)}, "取消しや変更をした時期などによります（規則第13条の2）", "among others"),
        ({"waits": {"counter": 300}, "kept": 0, "by": None}, "300円は、全額をお返しします", "All of the 300 yen"),
        ({"waits": {"bank": 150}}, "窓口で伺った口座に振り込みます", "tell the counter your account"),
        ({"waits": {"online": 150}}, "手続きはいりません", "by themselves"),
        ({"waits": {}, "refunded": 150}, "150円は、お返し済みです", "given back already"),
        ({"instead": True}, "代わりの部屋を選ぶときは", "another place"),
        ({"moved": True, "waits": {}, "kept": 0, "by": None}, "移った先の予約に引き継ぎました", "went along"),
        ({"moved": True, "waits": {}}, "150円は引き継がれず、戻りません", "but for 150 yen"),
        ({"paid": 0, "waits": {}, "kept": 0, "by": None}, "お支払いの前でしたので", "Nothing was paid"),
    ],
)
def test_each_end_is_said(changes, ja, en):
    """Nothing, all, a part; by hand or by itself; already given back; gone along to another booking."""
    found = replace(HALF, **changes)

    assert ja in found.words("ja")
    assert en in found.words("en")


@pytest.mark.parametrize("waits", [{}, {"online": 150}])
def test_no_day_is_named_for_what_nobody_has_to_fetch(waits):
    """Nothing waits at the counter."""
    assert "までです" not in replace(HALF, waits=waits).words("ja")


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 12, 1, 3, tzinfo=UTC), date(2031, 12, 1)),
        (datetime(2026, 12, 1, 15, tzinfo=UTC), date(2031, 12, 2)),
        (datetime(2028, 2, 29, 3, tzinfo=UTC), date(2033, 2, 28)),
    ],
)
def test_it_can_be_claimed_for_five_years(at, day):
    """Counted by days in Tokyo; of a 29th of February until the month's end."""
    assert day == claim_until(at)


class Rules:
    """A table that gives back so many yen, and answers for it."""

    def __init__(self, yen):
        self.yen = yen

    def refund(self, *_):
        return self.yen

    def refund_rule(self, *_):
        return SimpleNamespace(id="town.refunds", article="規則第13条の2")


def ended(refund, at=datetime(2026, 11, 29, 3, tzinfo=UTC)):
    """A booking of 300 yen on the 2nd of December that was given back three days before."""
    start = datetime(2026, 12, 2, 1, tzinfo=UTC)
    event = BookingCancelled(
        booking_id="b", facility_id="cc", room_ids=("big",), starts_at=start, ends_at=start + timedelta(hours=1),
        person_id="hana", people=5, purpose="meeting", fee=300, refund=refund,
    )  # fmt: skip
    return GivenBackOnce(event, SimpleNamespace(at=at), 0)


def test_a_rule_is_named_that_says_so_much():
    """With the days before the use; alone, unless more is kept than it says."""
    assert RULE == kept_by(ended(150), Rules(150), 150)
    assert replace(RULE, alone=False) == kept_by(ended(150), Rules(150), 200)


def test_no_rule_answers_for_what_an_older_one_kept():
    """The file was replaced since: its words would say another sum."""
    assert kept_by(ended(150), Rules(0), 150) is None
