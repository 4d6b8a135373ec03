"""What is handed over, or read out on the phone: a few short lines that say what it is, and for whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from kyoso.counter.when import in_words, moment_in_words

TITLES = {
    "held": "仮予約の控え / Held for a while (not booked yet)",
    "requested": "申込みの控え（承認待ち） / Request (waits for approval, not booked yet)",
    "cancelled": "取消しの控え / Cancelled",
    "lapsed": "失効した予約 / No longer valid",
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
    if bill and bill["outstanding"]:
        until = moment_in_words(bill["pay_by"])
        lines.append(f"  支払い  {bill['outstanding']:,}円、{until} まで / to pay by then（{bill['bill_number']}）")
    if returns := booking.get("returns"):
        lines += [f"  お返し  {returns['ja']}", f"          {returns['plain']}", f"          {returns['en']}"]
    if booking.get("start_code"):
        lines.append(f"  入室番号 {booking['start_code']}（利用開始のときに使います / to start the use）")
    if facility.get("phone"):
        lines.append(f"  電話    {facility['phone']}")
    return "\n".join(lines)


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
    return [f"  許可    {booking['permit_number']}"] if booking.get("permit_number") else []


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
