"""Lines of a ledger that want the same slots: of each other, or of bookings that stand. Both sides are named. Pure."""

from collections.abc import Mapping, Sequence

from services.booking.domain.grid import instant
from services.booking.houses.table import Note
from services.booking.ledger.matched import Matched, folded_name
from services.booking.ledger.report import clock_text
from services.booking.ledger.rows import LedgerRow
from services.booking.rows import BookingRow, DayRow
from shared.clock import tokyo_date


def collide(of_day: Sequence[Matched]) -> None:
    """Lines of one house and day that want the same: the same said twice is one, all others refuse each other."""
    for index, each in enumerate(of_day):
        for other in of_day[:index]:
            if not each.row.open or not each.hits(other):
                continue
            if _same(each, other) and other.row.open:
                ja, en = f"{_where(other.row)}と同じ予約です。", f"The same booking as {_where_en(other.row)}."
                each.row.skip(Note("duplicate", ja, en))
    rivals = [(a, b) for index, a in enumerate(of_day) for b in of_day[:index] if _rivals(a, b)]
    for one, other in rivals:
        for row, against in ((one.row, other.row), (other.row, one.row)):
            row.refuse(
                Note(
                    "collides-in-file",
                    f"{_where(against)}（{against.holder} {_times(against)}）と重なります。どちらかを直してください。",
                    f"It overlaps {_where_en(against)} ({against.holder} {_times(against)}). Correct one of them.",
                )
            )


def _rivals(one: Matched, other: Matched) -> bool:
    return "skipped" not in {one.row.status, other.row.status} and one.hits(other)


def _same(one: Matched, other: Matched) -> bool:
    return (
        (one.room.room_id, one.row.start, one.row.end) == (other.room.room_id, other.row.start, other.row.end)
        and folded_name(one.row.holder) == folded_name(other.row.holder)
    )  # fmt: skip


def meet(
    each: Matched, day: DayRow | None, bookings: Sequence[BookingRow], names: Mapping[str, str], person_id: str
) -> None:
    """Compare a line with what stands already on its day: the same booking, another one's, a closure, or slots held."""
    if day is None or not day.unfree(each.beside) & each.mask:
        return
    row = each.row
    starts_at, ends_at = instant(each.day, row.start), instant(each.day, row.end)
    there = [
        booking
        for booking in bookings
        if not set(booking.room_ids).isdisjoint(each.beside)
        and booking.starts_at < ends_at
        and starts_at < booking.ends_at
    ]
    for booking in there:
        whose = each.group.id == booking.group_id if each.group else _of_person(booking, person_id)
        if whose and each.is_at(booking, starts_at, ends_at):
            ja, en = f"予約 {booking.id} と同じです。", f"It is the booking {booking.id}."
            row.skip(Note("already-booked", ja, en))
            return
    if not there and not any(day.taken.get(room_id, 0) & each.mask for room_id in each.beside):
        ja, en = (
            "臨時に閉まっている時間です。日時を直すか、閉室を解いてから取り込んでください。",
            ("It is closed then for a time. Correct the time, or lift the closure first."),
        )
        row.refuse(Note("room-closed", ja, en))
        return
    ja = "、".join(_booked(booking, names)[0] for booking in there) or "まだ確定していない予約"
    en = ", ".join(_booked(booking, names)[1] for booking in there) or "one that is not confirmed yet"
    row.refuse(
        Note(
            "collides-with-booking",
            f"{row.holder}（{_times(row)}）は、すでにある予約と重なっています: {ja}。どちらにするか決めてください。",
            f"{row.holder} ({_times(row)}) overlaps what is booked: {en}. Decide which of them stands.",
        )
    )


def _of_person(booking: BookingRow, person_id: str) -> bool:
    return booking.group_id is None and booking.person_id == person_id


def _booked(booking: BookingRow, names: Mapping[str, str]) -> tuple[str, str]:
    """A booking that stands, for staff: its group's name, never a person's."""
    day, first = booking.starts_at, tokyo_date(booking.starts_at)
    start, end = (int((at - instant(first, 0)).total_seconds() // 900) for at in (day, booking.ends_at))
    times = f"{clock_text(start)}-{clock_text(end)}"
    group = names.get(booking.group_id or "", booking.group_id or "")
    return f"{group or '個人'} {times}（予約 {booking.id}）", f"{group or 'a person'} {times} (booking {booking.id})"


def _where(row: LedgerRow) -> str:
    return f"{row.line}行目" + (f"（{row.cell}）" if row.cell else "")


def _where_en(row: LedgerRow) -> str:
    return f"line {row.line}" + (f" ({row.cell})" if row.cell else "")


def _times(row: LedgerRow) -> str:
    return f"{clock_text(row.start)}-{clock_text(row.end)}"
