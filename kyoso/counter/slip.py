"""What is handed over, or read out on the phone: a few short lines that say what it is, and for whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from kyoso.counter.when import in_words, moment_in_words

TITLES = {
    "held": "仮予約の控え / Held for a while (not booked yet)",
    "requested": "申込みの控え（承認待ち） / Request (waits for approval, not booked yet)",
    "cancelled": "取消しの控え / Cancelled",
    "lapsed": "失効した予約 / No longer valid",
    "refused": "不許可にした申込み / Not allowed",
    "started": "予約の控え（利用中） / Booking, in use",
    "completed": "予約の控え（利用済み） / Booking, used",
    "no-show": "無断不使用の記録 / No-show",
}


def slip(
    booking: Mapping[str, Any],
    facility: Mapping[str, Any],
    whom: str,
    bill: Mapping[str, Any] | None,
    lines_of_fee: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The slip of a booking. ``whom``: the name and the number; ``bill``: where something is to be paid.

    ``lines_of_fee`` are told where there are several, such as a reduction.
    """
    status = str(booking["status"])
    lines = [
        TITLES.get(status, "予約の控え / Booking"),
        f"  お名前  {whom}",
        f"  施設    {facility['name']}",
        f"  室      {rooms_in_words(booking, facility)}",
        f"  日時    {in_words(booking['starts_at'], booking['ends_at'])}",
        f"  人数    {booking['people']}人",
        f"  使用料  {booking['fee']:,}円",
        *(f"  　内訳  {_line_of_fee(each)}" for each in lines_of_fee if len(lines_of_fee) > 1),
        f"  番号    {booking['booking_id']}",
    ]
    lines += _what_next(status, booking)
    lines += _of_money(booking, bill) if bill else []
    if returns := booking.get("returns"):
        lines += [f"  お返し  {returns['ja']}", f"          {returns['plain']}", f"          {returns['en']}"]
    if booking.get("start_code"):
        lines.append(f"  入室番号 {booking['start_code']}（利用開始のときに使います / to start the use）")
    if facility.get("phone"):
        lines.append(f"  電話    {facility['phone']}")
    return "\n".join(lines)


def _of_money(booking: Mapping[str, Any], bill: Mapping[str, Any]) -> list[str]:
    """What is to be paid until when, or is paid; what is to be handed out and how, or was; what is kept of a fee.

    What comes back is left to ``returns``, where the answer has told it in words.
    """
    is_over = booking["status"] == "cancelled"
    if bill["moved_to"]:
        return [f"  使用料は、移った先の予約 {bill['moved_to']} にあります / its fee went along to that booking"]
    lines: list[str] = []
    if bill["outstanding"]:
        until = moment_in_words(bill["pay_by"])
        lines.append(f"  支払い  {bill['outstanding']:,}円、{until} まで / to pay by then（{bill['bill_number']}）")
    elif bill["paid"] and not is_over:
        lines.append(f"  支払い  {bill['paid'] - bill['refunded']:,}円、支払い済み / paid（{bill['bill_number']}）")
    lines += [f"  還付    {words}" for words in owed_back(booking["booking_id"], bill)]
    if bill["refunded"]:
        lines.append(f"  還付済み {bill['refunded']:,}円 / given back")
    if not is_over or booking.get("returns"):
        return lines
    if bill["paid"] and bill["charged"] > bill["waived"]:
        lines.append(f"  戻らない額 {bill['charged'] - bill['waived']:,}円（規則による） / kept, by the rules")
    if not bill["paid"] and not bill["outstanding"]:
        lines.append("  還付    なし。お支払いも不要です / nothing was paid, and nothing is due")
    return lines


def owed_back(booking_id: str, bill: Mapping[str, Any]) -> list[str]:
    """What waits to be handed out, and by which command; what goes back on its own."""
    by_itself = bill["owed_back"] - sum(bill["owed_by_hand"].values())
    online = [f"{by_itself:,}円がオンラインで戻ります / goes back online by itself"] if by_itself > 0 else []
    return online + [
        f"{yen:,}円を返します / to be given back: kyoso counter refund {booking_id}"
        + ("" if channel == "counter" else f" --channel {channel}")
        for channel, yen in bill["owed_by_hand"].items()
        if yen
    ]


def _line_of_fee(line: Mapping[str, Any]) -> str:
    """One line of a fee in both languages, with the article that a resident can look up."""
    what = line["what"]
    return f"{line['yen']:,}円  {what['ja']} / {what['en']}（{line['article']}）"


def _what_next(status: str, booking: Mapping[str, Any]) -> list[str]:
    if status == "requested":
        return ["  承認    職員が決めてからお知らせします。決まるまでは使えません / staff decide; you will be told"]
    if status == "held" and booking.get("hold_until"):
        until = moment_in_words(booking["hold_until"])
        return [f"  仮予約  {until} までに確定してください / to be confirmed by then, or it lapses"]
    if status == "no-show":
        came = f"来ていたときは取り消せます / if they came: kyoso counter no-show {booking['booking_id']}"
        return [f"  不使用  {came}"]
    lines = [f"  許可    {booking['permit_number']}"] if booking.get("permit_number") else []
    if status == "confirmed" and booking.get("start_by"):
        until = moment_in_words(booking["start_by"])
        lines.append(f"  利用開始 {until} までに、開始の確認をしてください / later it is a no-show")
    return lines


def line(booking: Mapping[str, Any], facility: Mapping[str, Any]) -> str:
    """A booking in one line of a list."""
    when = in_words(booking["starts_at"], booking["ends_at"])
    rooms = rooms_in_words(booking, facility)
    return f"{booking['booking_id']}  {when}  {facility['name']} {rooms}  {booking['people']}人"


def rooms_in_words(booking: Mapping[str, Any], facility: Mapping[str, Any]) -> str:
    """The names of a booking's rooms, in English too where they have such names."""
    names = {room["room_id"]: room_in_words(room) for room in facility["rooms"]}
    return "・".join(names.get(room, room) for room in booking["room_ids"])


def room_in_words(room: Mapping[str, Any]) -> str:
    """``和室 / Tatami room``."""
    return " / ".join(filter(None, (str(room["name"]), str(room.get("name_en", "")))))
