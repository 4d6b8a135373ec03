"""The slip: what it says of a booking by how it stands, and what it must not say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.booking.domain.money.coming_back import ComingBack, KeptBy
from services.booking.papers.facts import Due, Holder, Slip
from services.booking.papers.payment import paying
from services.booking.papers.slips import slip_pdf
from services.booking.papers.states import STATES, state_of
from services.booking.papers.texts import PaperTexts
from services.booking.papers.wording import until_words
from tests.unit.booking.papers.papers_kit import AT, GARDEN, HANA, a_place, pages_of, text_of

TEXTS = PaperTexts.load()
SLIP = Slip("7K3M-QX2B", a_place(), HANA, 12, 300, "confirmed", start_code="123456")
MIDNIGHT = datetime(2026, 11, 27, 15, tzinfo=UTC)
DUE = Due("B-2026-000123", "due", 300, 0, MIDNIGHT)
BRING = "この紙をお持ちください"


def of(state, **changes):
    return text_of(slip_pdf(replace(SLIP, state=state, start_code=None, **changes), TEXTS))


def test_a_slip_says_when_where_whom_to_call_and_the_code():
    """One small page in large type; the code in two groups of three."""
    (page,) = pages_of(slip_pdf(replace(SLIP, paying=paying(300, DUE, "confirmed")), TEXTS))

    for words in (
        "予約の控え", "予約が決まっています", "許可の番号第7K3M-QX2B号", "令和8年12月2日（水）", "午前10時から正午まで",
        "大会議室、和室", "123456", "042-000-1234", BRING, "お名前（手書き）", "利用者番号：resident-hana",
        "300円を、令和8年11月27日（金）午後12時（24:00）までに、施設の窓口で", "B-2026-000123",
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize(
    ("state", "reason", "says"),
    [
        (
            "held",
            None,
            ("仮予約の控え", "まだ決まっていません", "午後12時（24:00）までに、「決めます」と窓口かお電話で"),
        ),
        ("requested", None, ("申込みの控え", "まだ許可されていません", "返事があるまで、部屋は使えません")),
        ("offered", None, ("代わりの部屋", "まだ決まっていません", "この部屋にするかどうかを")),
        ("refused", "documents", ("お断りのお知らせ", "必要な書類がそろっていない", "使用不許可通知書")),
        ("cancelled", "holder", ("取消しの控え", "取り消されています", "部屋は使えません")),
        ("cancelled", "moved", ("取消しの控え", "別の日時か部屋に移りました", "新しい予約の控え")),
        ("cancelled", "closure", ("施設の都合で", "代わりの部屋を取ってあるかどうか")),
        ("lapsed", "expired", ("なくなりました", "期限までに決まらなかった")),
        ("lapsed", "undecided", ("返事が間に合わず",)),
        ("no-show", None, ("使えません", "利用開始の確認がなく")),
    ],
)
def test_what_is_not_booked_does_not_look_booked(state, reason, says):
    """It says how it stands and what to do; it has no permit's number, and is nothing to bring along."""
    page = of(state, reason=reason, hold_until=MIDNIGHT)

    for words in says:
        assert words in page
    for words in (BRING, "許可の番号", "予約が決まっています", "開始の番号"):
        assert words not in page
    assert "受付の番号7K3M-QX2B" in page


@pytest.mark.parametrize("state", ["completed", "over"])
def test_what_is_over_is_not_brought_along(state):
    """The room is not theirs any more; the number stays, for the papers."""
    page = of(state)

    assert "許可の番号" in page
    assert "もう部屋は使えません" in page
    assert BRING not in page


def test_a_slip_names_rooms_in_english_too():
    """Where they have such names: whoever reads no Japanese finds the door."""
    page = of("requested", place=a_place(rooms_en=("Large meeting room", "和室")))

    assert "大会議室、和室" in page
    assert "Room:Largemeetingroom,和室" in page
    assert "Room" not in of("requested")


def test_every_state_fits_on_one_page():
    """With all that can stand on it; for a group as for a person."""
    rooms = {"rooms": ("大会議室", "和室", "調理実習室"), "rooms_en": ("Large meeting room", "Tatami room", "Kitchen")}
    long = a_place(facility="柳原三丁目コミュニティ・センター別館", **rooms)
    for state, said in STATES.items():
        full = {"paying": paying(300, DUE if said.permitted else None, state), "hold_until": MIDNIGHT, "start_by": AT}
        full |= {"start_code": "123456" if state == "confirmed" else None, "place": long}
        for holder in (GARDEN, Holder(person_id="481039e2-6d1c-4b0f-9d70-1f20aa7f3c11")):
            slip = replace(SLIP, number="hinoki-cc-2026-063S-JCV2", state=state, holder=holder, **full)
            assert 1 == len(pages_of(slip_pdf(slip, TEXTS))), state


BACK = ComingBack(
    paid=1_300, waits={"counter": 650}, kept=650, claim_until=AT.date(),
    by=KeptBy("hub.refunds", "こもれび市 公共施設の利用規則 第13条の2（架空）", 3),
)  # fmt: skip
BY_HOUSE = ComingBack(paid=1_300, waits={"counter": 1_300}, claim_until=AT.date(), instead=True)


@pytest.mark.parametrize(("reason", "back"), [(None, BACK), ("moved", BACK), ("staff", BACK), ("closure", BY_HOUSE)])
def test_a_slip_of_a_cancellation_says_what_comes_back(reason, back):
    """How much, how, and by which rule not more; in plain Japanese and English too, on the same page."""
    long = a_place(facility="柳原三丁目コミュニティ・センター別館", rooms=("大会議室",), rooms_en=("Large room",))
    holder = Holder(person_id="481039e2-6d1c-4b0f-9d70-1f20aa7f3c11")
    slip = replace(SLIP, state="cancelled", start_code=None, reason=reason, place=long, holder=holder, returns=back)

    (page,) = pages_of(slip_pdf(slip, TEXTS))

    for language in ("ja", "plain", "en"):
        assert "".join(back.words(language).split()) in page
    assert "お支払いはいりません" not in page


def test_without_a_telephone_nobody_is_told_to_call():
    """A house that has none is visited."""
    page = of("requested", place=a_place(phone=""))

    assert "電話" not in page
    assert "窓口でお尋ねください" in page


@pytest.mark.parametrize(
    ("status", "minutes", "state"),
    [
        ("confirmed", -1, "confirmed"), ("confirmed", 0, "over"), ("started", 5, "over"), ("cancelled", 5, "cancelled"),
        ("held", -1, "held"), ("held", 0, "lapsed"), ("requested", 1, "lapsed"),
    ],
)  # fmt: skip
def test_what_no_timer_has_recorded_yet_is_over_all_the_same(status, minutes, state):
    """At the very moment: a use at its end, a hold at its deadline."""
    assert state == state_of(status, AT, AT, AT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("fee", "due", "state", "says"),
    [
        (0, None, "confirmed", ""),
        (300, None, "confirmed", "期限は、窓口でお確かめください"),
        (300, None, "held", "予約が決まってから"),
        (300, None, "requested", "許可が出てから"),
        (300, None, "refused", "お支払いはいりません"),
        (300, replace(DUE, status="overdue"), "confirmed", "が過ぎています"),
        (300, replace(DUE, status="paid"), "confirmed", "済んでいます"),
        (300, replace(DUE, status="refund-due", owed_back=150), "cancelled", "150円をお返しします"),
        (300, replace(DUE, status="cancelled"), "cancelled", "お支払いはいりません"),
    ],
)
def test_what_is_to_be_paid_is_said_as_it_stands(fee, due, state, says):
    """Before it is due, while it is due, and when money comes back."""
    said = paying(fee, due, state)

    assert says in said if says else said == ""


def test_a_deadline_at_midnight_is_the_end_of_the_day_before():
    """Who reads the 28th comes a day too late."""
    assert "令和8年11月27日（金）午後12時（24:00）" == until_words(MIDNIGHT)
    assert "令和8年11月28日（土）午前0時15分" == until_words(MIDNIGHT + timedelta(minutes=15))
