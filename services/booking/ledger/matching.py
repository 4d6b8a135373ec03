"""A ledger's lines beside what is known here: the house, the room, the group, the purpose. Pure.

A name is compared without blanks, width and small differences of writing; what is not known is answered with what comes
nearest. Who is right of two lines that collide is for people to decide: neither is taken over, each names the other.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.booking.domain.grid import instant
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.openness import DAYS_AHEAD_MAX, open_mask, people_max
from services.booking.domain.purposes import PURPOSES
from services.booking.houses.table import Note
from services.booking.ledger.collisions import collide
from services.booking.ledger.matched import Matched, Names
from services.booking.ledger.rows import LedgerRow
from services.booking.rows import GroupRow
from shared.clock import tokyo_date

PEOPLE_DEFAULT = 1
WORDS: tuple[tuple[str, str], ...] = (
    ("meeting", r"会議|打合|総会|役員会|例会|理事会"),
    ("study", r"学習|勉強|講座|講習|研修|英会話|読書"),
    ("culture", r"囲碁|将棋|書道|絵画|水彩|手芸|華道|茶道|俳句|短歌|陶芸|文化"),
    ("music", r"合唱|コーラス|演奏|音楽|カラオケ|吹奏|ピアノ|民謡"),
    ("sports", r"卓球|バドミントン|スポーツ|バスケ|バレー|剣道|柔道|空手"),
    ("exercise", r"体操|ヨガ|ダンス|フラ|健康|太極拳|ストレッチ"),
    ("cooking", r"料理|調理|会食|食事"),
    ("children", r"子育て|子ども|こども|児童|育児|キッズ"),
    ("elderly", r"高齢|老人|シニア|敬老|長寿"),
    ("exchange", r"交流|サロン|懇親|カフェ"),
    ("volunteering", r"ボランティア|清掃|地域活動|見守り"),
    ("event", r"祭|発表|催し|イベント|展示|文化祭"),
    ("disaster-drill", r"防災|避難訓練|消防"),
)
"""Words by which a purpose of the published list is known; whatever else is ``other``."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines are compared with. ``facility``: the house that the whole file is of, when it names none."""

    facilities: Sequence[FacilityInfo]
    groups: Sequence[GroupRow]
    facility: FacilityInfo | None
    now: datetime


def match(rows: Iterable[LedgerRow], known: Known, *, a_day_max: int) -> list[Matched]:
    """The lines that have a place, those that collide within the file already refused. Notes are put into the rows.

    Of a house and day at most ``a_day_max`` lines are looked at; the others are refused.
    """
    facilities = Names((each.name, each.facility_id, each) for each in known.facilities)
    groups = Names((each.name, each.id, each) for each in known.groups)
    found = [
        matched for row in rows if row.open and (matched := _place(row, known, facilities, groups)) and matched.row.open
    ]
    by_day: dict[tuple[str, date], list[Matched]] = defaultdict(list)
    for each in found:
        by_day[each.facility.facility_id, each.day].append(each)
    for of_day in by_day.values():
        for each in of_day[a_day_max:]:
            ja, en = (
                f"1日に{a_day_max}件までです。ファイルを分けてください。",
                f"At most {a_day_max} a day; split the file.",
            )
            each.row.refuse(Note("too-many-a-day", ja, en))
        collide(of_day[:a_day_max])
    return [each for each in found if each.row.open]


def _place(row: LedgerRow, known: Known, facilities: Names[FacilityInfo], groups: Names[GroupRow]) -> Matched | None:
    assert row.day is not None
    facility = _facility(row, known, facilities)
    if facility is None:
        return None
    rooms = Names((room.name, room.room_id, room) for room in facility.rooms.values())
    found = rooms.all(row.room)
    if len(found) != 1:
        near = rooms.nearest(row.room)
        row.refuse(
            Note(
                "room-unknown",
                f"{facility.name}の室「{row.room}」が{'いくつもあります' if found else 'ありません'}。"
                f"近い名前: {near}。室名を直すか、施設に室を登録してください。",
                f"{facility.name} has {'several rooms' if found else 'no room'} called {row.room}. Nearest: {near}."
                " Correct the name, or register the room.",
            )
        )
        return None
    matched = Matched(
        row, facility, found[0], row.day, _group(row, groups), _purpose(row), row.people or PEOPLE_DEFAULT
    )
    if row.people is None:
        row.repaired(Note("people-unknown", "人数がないため、1人としました。", "It does not say how many: one."))
    _check(matched, known.now)
    return matched


def _facility(row: LedgerRow, known: Known, facilities: Names[FacilityInfo]) -> FacilityInfo | None:
    if not row.facility and known.facility is not None:
        row.facility = known.facility.name
        return known.facility
    found = facilities.all(row.facility) if row.facility else []
    if len(found) == 1:
        return found[0]
    near = facilities.nearest(row.facility)
    row.refuse(
        Note(
            "facility-unknown",
            f"施設「{row.facility}」が分かりません。近い名前: {near}。施設名を直すか、--facility で指定してください。",
            f"The facility {row.facility or '(none)'} is not known. Nearest: {near}. Correct it, or give --facility.",
        )
    )
    return None


def _group(row: LedgerRow, groups: Names[GroupRow]) -> GroupRow | None:
    """The group that a holder's name is; of none, or of several, the booking is kept for the counter's person."""
    found = groups.all(row.holder)
    if len(found) == 1:
        return found[0]
    near = groups.nearest(row.holder)
    if found:
        ids = "、".join(group.id for group in found)
        note = Note(
            "group-ambiguous",
            f"「{row.holder}」という団体がいくつもあります（{ids}）。窓口の預かりにしました。",
            f"Several groups are called {row.holder} ({ids}); it is kept on the counter's account.",
        )
    else:
        note = Note(
            "group-unknown",
            f"「{row.holder}」という団体は登録されていません。近い名前: {near}。窓口の預かりにしました。",
            f"No group is called {row.holder}. Nearest: {near}. It is kept on the counter's account.",
        )
    row.repaired(note)
    return None


def _purpose(row: LedgerRow) -> str:
    """The published purpose that the ledger's words mean; the words themselves are not taken over."""
    text = row.purpose or row.holder
    for code, (ja, en) in PURPOSES.items():
        if text in {code, ja, en}:
            return code
    for code, words in WORDS:
        if re.search(words, text):
            return code
    if row.purpose:
        row.repaired(Note("purpose-other", "目的を「その他」としました。", "The purpose became “other”."))
    return "other"


def _check(matched: Matched, now: datetime) -> None:
    """What the calendar, the house and the room say, apart from other bookings."""
    row, facility = matched.row, matched.facility
    if instant(matched.day, row.start) < now:
        row.skip(Note("past", "すでに過ぎた利用です。", "It is over already."))
    elif matched.day > tokyo_date(now) + timedelta(days=DAYS_AHEAD_MAX):
        row.refuse(
            Note(
                "too-far",
                f"{DAYS_AHEAD_MAX}日より先の予約は取り込めません。日付を確かめてください。",
                f"It is more than {DAYS_AHEAD_MAX} days ahead. Check the date.",
            )
        )
    elif matched.mask & ~open_mask(facility, matched.day, matched.room.room_id):
        row.refuse(
            Note(
                "closed-then",
                f"{facility.name}の開いていない時間です。日時を直すか、利用規則で開館を決めてから取り込んでください。",
                f"{facility.name} is not open then. Correct the time, or open it in the rules of use first.",
            )
        )
    elif matched.people > people_max(facility, matched.room.room_id):
        limit = people_max(facility, matched.room.room_id)
        row.repaired(
            Note(
                "over-capacity",
                f"人数（{matched.people}人）が室の定員（{limit}人）を超えています。そのまま取り込みます。",
                f"{matched.people} people are more than the room takes ({limit}); it is taken over as it is.",
            )
        )
