"""Days and times as a clerk writes them, and what is read out of a refusal."""

from datetime import date, datetime

import pytest

from kyoso.counter.slip import rooms_in_words, slip
from kyoso.counter.when import NotATime, When, a_day, a_moment, in_words, moment_in_words
from kyoso.counter.words import refusal_in_words, without_routes
from kyoso.story.client import Refused
from shared.clock import TOKYO

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-05", date(2026, 12, 5)),
        ("2026/12/5", date(2026, 12, 5)),
        ("２０２６年１２月５日", date(2026, 12, 5)),
        ("12月5日", date(2026, 12, 5)),
        ("11/26", TODAY),
        ("1月5日", date(2027, 1, 5)),
        ("2/29", date(2028, 2, 29)),
    ],
)
def test_a_day_is_understood_as_people_write_it(text, day):
    """Without a year it is the next such day, today included, leap days too."""
    assert day == a_day(text, TODAY)


@pytest.mark.parametrize("text", ["12月35日", "2/30", "あした", "2026-13-01", "", "5"])
def test_what_is_no_day_is_refused_with_the_forms(text):
    """Nothing is guessed."""
    with pytest.raises(NotATime, match="12月5日"):
        a_day(text, TODAY)


@pytest.mark.parametrize(
    ("hours", "span"),
    [
        ("10:00-12:00", ("10:00", "12:00")),
        ("１０：００〜１２：３０", ("10:00", "12:30")),
        ("10時から12時半まで", ("10:00", "12:30")),
        ("21:00-24:00", ("21:00", "00:00")),
    ],
)
def test_hours_are_understood_as_people_write_them(hours, span):
    """They may end at 24:00, which is the next day's beginning."""
    assert span == tuple(f"{at:%H:%M}" for at in When(date(2026, 12, 5), hours).span())


@pytest.mark.parametrize("hours", ["25:00-26:00", "10:00-24:15", "10:60-12:00", "12:00-10:00", "10:00", "10:00-10:00"])
def test_hours_that_no_day_has_are_refused(hours):
    """Nobody is given a room on another day than they said."""
    with pytest.raises(NotATime):
        When(date(2026, 12, 5), hours).span()


def test_a_day_alone_ends_a_closure_with_its_end():
    """「12月5日まで」 has that day in it."""
    since, until = a_moment("12月5日", TODAY), a_moment("12月5日", TODAY, end=True)

    assert (datetime(2026, 12, 5, tzinfo=TOKYO), datetime(2026, 12, 6, tzinfo=TOKYO)) == (since, until)
    assert datetime(2026, 12, 5, 9, 30, tzinfo=TOKYO) == a_moment("2026/12/05 9:30", TODAY)
    assert a_moment("12月5日 9時半", TODAY) == a_moment("2026-12-05T09:30", TODAY, end=True)


def test_midnight_is_read_out_as_the_end_of_a_day():
    """People hear 「28日0時」 as the evening of the 28th."""
    assert "2026年11月27日（金） 24:00" == moment_in_words("2026-11-28T00:00:00+09:00")
    assert "2026年12月5日（土） 21:00〜24:00" == in_words("2026-12-05T21:00:00+09:00", "2026-12-06T00:00:00+09:00")


def test_every_rule_that_refuses_is_read_out_with_its_article():
    """In both languages, the next step too, without what only a program can follow."""
    rules = [
        {
            "rule_id": f"centre.{name}", "article": f"規則第{n}条", "ja": f"{name}です。", "en": f"It is {name}.",
            "next_": {"ja": "短くしてください。POST /bookings/explain が答えます。", "en": "Make it shorter."},
        }
        for n, name in enumerate(("hours", "people"), 1)
    ]  # fmt: skip

    told = refusal_in_words(Refused("POST /x", 422, {"code": "rule-refused", "refusals": rules}))

    for words in ("hoursです。 / It is hours.", "centre.people（規則第2条）", "短くしてください。 / Make it shorter."):
        assert words in told
    assert "POST" not in told


def test_a_field_that_is_wrong_is_named_by_its_option():
    """With the codes that there are."""
    errors = [{"field": "reason", "message": "次のどれかにしてください: 'staff'", "kind": "literal_error"}]

    told = refusal_in_words(
        Refused("POST /x", 422, {"code": "invalid-request", "detail": "誤り", "next": "errors の…", "errors": errors})
    )

    assert "--reason: 次のどれかにしてください: 'staff'" in told
    assert "errors の" not in told


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("示した近い空き（alternatives）の中から選んでください。", "示した近い空きの中から選んでください。"),
        ("登録してください（POST /people/people）。", "登録してください。"),
        ("Try again. POST /bookings/explain says why.", "Try again."),
        ("条件に合う室で。団体では group_id を指定します。", "条件に合う室で。"),
        ("0.5 hours at most. Ask at the desk, i.e. here.", "0.5 hours at most. Ask at the desk, i.e. here."),
    ],
)
def test_routes_are_not_read_out(text, left):
    """What is for people stays as it is."""
    assert left == without_routes(text)


def test_what_a_program_would_send_is_an_option_for_a_clerk():
    """More heads than the rooms take: the way on is one of the command's own."""
    said = refusal_in_words(
        Refused("heads", 422, {"code": "heads-above-capacity", "next": "sure: true で送ってください。"})
    )

    assert "--sure" in said
    assert "sure: true" not in said


def test_a_clerk_reads_a_room_in_both_languages():
    """On a slip, and of what is free instead; a room without an English name by the one that it has."""
    rooms = [{"room_id": "a", "name": "和室", "name_en": "Tatami room"}, {"room_id": "b", "name": "会議室"}]
    when = {"starts_at": "2026-12-05T10:00:00+09:00", "ends_at": "2026-12-05T12:00:00+09:00"}
    free = [{"room_name": "和室", "room_name_en": "Tatami room", **when}, {"room_name": "会議室", **when}]
    told = refusal_in_words(Refused("POST /x", 409, {"code": "room-taken", "alternatives": free}))

    assert "和室 / Tatami room・会議室・c" == rooms_in_words({"room_ids": ["a", "b", "c"]}, {"rooms": rooms})
    assert "空き / free: 和室 / Tatami room 2026年12月5日" in told
    assert "空き / free: 会議室 2026年12月5日" in told


def test_a_slip_tells_what_a_fee_is_made_of_where_there_is_more_than_one_line():
    """A reduction with its article; one line says nothing that the fee does not."""
    room = {"rule_id": "p", "article": "規則第6条", "what": {"ja": "午後", "en": "afternoon"}, "yen": 1_900}
    half = {"rule_id": "r", "article": "規則第7条", "what": {"ja": "減免 50%", "en": "50% off"}, "yen": -950}
    booking = {
        "booking_id": "b", "status": "confirmed", "room_ids": ["r"], "people": 3, "fee": 950,
        "starts_at": "2026-12-05T13:00:00+09:00", "ends_at": "2026-12-05T17:00:00+09:00",
    }  # fmt: skip
    house = {"name": "館", "rooms": [{"room_id": "r", "name": "室"}]}

    told = slip(booking, house, "山田 花子", None, (room, half))

    assert "内訳  1,900円  午後 / afternoon（規則第6条）" in told
    assert "内訳  -950円  減免 50% / 50% off（規則第7条）" in told
    assert "内訳" not in slip(booking, house, "山田 花子", None, (room,))


def test_a_slip_of_a_cancellation_tells_what_comes_back():
    """In the words of the answer, in all three languages; what stands has none."""
    booking = {
        "booking_id": "b", "status": "cancelled", "room_ids": ["r"], "people": 3, "fee": 300,
        "starts_at": "2026-12-05T13:00:00+09:00", "ends_at": "2026-12-05T17:00:00+09:00",
    }  # fmt: skip
    house = {"name": "館", "rooms": [{"room_id": "r", "name": "室"}]}
    returns = {"ja": "150円をお返しします。", "plain": "150円が もどります。", "en": "150 yen come back."}

    told = slip({**booking, "returns": returns}, house, "山田 花子", None)

    assert "お返し  150円をお返しします。\n          150円が もどります。\n          150 yen come back." in told
    assert "お返し" not in slip({**booking, "returns": None}, house, "山田 花子", None)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("no-show", ("無断不使用の記録 / No-show", "kyoso counter no-show b")),
        ("confirmed", ("利用開始 2026年12月5日（土） 13:30 までに", "later it is a no-show")),
        ("refused", ("Not allowed",)),
        ("completed", ("利用済み",)),
    ],
)
def test_a_slip_says_in_which_state_a_use_is(status, words):
    """By when it must begin, that nobody came and what to do if somebody did, that it is over."""
    booking = {
        "booking_id": "b", "status": status, "room_ids": ["r"], "people": 3, "fee": 0,
        "starts_at": "2026-12-05T13:00:00+09:00", "ends_at": "2026-12-05T17:00:00+09:00",
        "start_by": "2026-12-05T13:30:00+09:00",
    }  # fmt: skip

    told = slip(booking, {"name": "館", "rooms": []}, "山田 花子", None)

    assert [] == [each for each in words if each not in told], told


BILL = {
    "bill_number": "1-2-3", "moved_to": None, "charged": 950, "waived": 0, "paid": 950, "refunded": 0,
    "outstanding": 0, "owed_back": 0, "owed_by_hand": {}, "pay_by": "2026-12-05T00:00:00+09:00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("status", "changes", "said", "unsaid"),
    [
        ("confirmed", {"paid": 0, "outstanding": 950}, ("支払い  950円、2026年12月4日（金） 24:00 まで",), "済み"),
        ("confirmed", {}, ("支払い  950円、支払い済み / paid",), "還付"),
        (
            "cancelled",
            {"charged": 480, "owed_back": 470, "owed_by_hand": {"counter": 470}},
            ("470円を返します / to be given back: kyoso counter refund b", "戻らない額 480円"),
            "支払い済み",
        ),
        ("cancelled", {"charged": 480, "refunded": 470}, ("還付済み 470円", "戻らない額 480円"), "を返します"),
        (
            "cancelled",
            {"charged": 0, "owed_back": 950, "owed_by_hand": {"bank": 950}},
            ("kyoso counter refund b --channel bank",),
            "戻らない額",
        ),
        ("cancelled", {"charged": 0, "owed_back": 950}, ("950円がオンラインで戻ります",), "counter refund"),
        ("cancelled", {"charged": 0, "paid": 0}, ("nothing was paid, and nothing is due",), "を返します"),
        ("cancelled", {"moved_to": "c"}, ("移った先の予約 c にあります",), "支払い済み"),
    ],
)  # fmt: skip
def test_a_slip_says_how_its_money_stands_and_what_to_do(status, changes, said, unsaid):
    """What is to be paid or is paid; of a cancelled one what is handed out, by which command, and what is kept."""
    booking = {
        "booking_id": "b", "status": status, "room_ids": ["r"], "people": 3, "fee": 950,
        "starts_at": "2026-12-05T13:00:00+09:00", "ends_at": "2026-12-05T17:00:00+09:00",
    }  # fmt: skip

    told = slip(booking, {"name": "館", "rooms": []}, "山田 花子", {**BILL, **changes})

    assert [] == [words for words in said if words not in told], told
    assert unsaid not in told


@pytest.mark.parametrize(
    ("problem", "english"),
    [
        (
            {"code": "room-closed", "reason": "works", "until": "2026-12-13T00:00:00+09:00"},
            "because of building works, until 2026-12-12 24:00.",
        ),
        (
            {"code": "registration-suspended", "until": "2026-12-31", "value": "misuse"},
            "nobody may book under it until 2026-12-31. [",
        ),
        ({"code": "booking-not-open", "booking_status": "cancelled"}, "The booking is cancelled, so"),
    ],
)
def test_a_refusal_is_read_out_in_english_too(problem, english):
    """With its own reason, not the heading of its kind; what the answer does not tell is left out."""
    told = refusal_in_words(Refused("POST /x", 409, {"status": 409, "detail": "できません。", "next": "…", **problem}))

    assert english in told


def test_a_refusal_of_matching_is_told_in_english_too():
    """Its commands speak as those of the counter."""
    told = refusal_in_words(
        Refused("GET /x", 422, {"status": 422, "code": "not-on-leave", "detail": "休暇がありません。"})
    )

    assert "休暇がありません。 / This coordinator has no leave entered that is not over, and is not away." in told
