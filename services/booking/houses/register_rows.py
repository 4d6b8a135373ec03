"""One row of a public register of facilities: what it means, what was repaired in it, or why it is refused. Pure.

The columns are those of municipal open data (名称, ふりがな, 所在地, 電話番号, URL, 大分類 to 小分類, 経度, 緯度, and
the standard data set's 開始時間 and 終了時間); free text of the row (備考) is never taken over.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from services.booking.domain.houses.facility import FacilityDraft
from services.booking.houses.table import Note, RawRow, clean, folded, without_markup

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "施設名", "施設名称", "名前"),
    "kana": ("ふりがな", "フリガナ", "名称_カナ", "名称(カナ)", "カナ"),
    "address": ("所在地", "住所", "所在地_連結表記"),
    "phone": ("電話番号", "電話", "TEL"),
    "url": ("URL", "ホームページ"),
    "large": ("大分類__", "大分類"),
    "middle": ("中分類__", "中分類"),
    "small": ("小分類__", "小分類", "分類", "種別"),
    "longitude": ("経度",),
    "latitude": ("緯度",),
    "opens": ("開始時間", "開館時間"),
    "closes": ("終了時間", "閉館時間"),
}
REQUIRED = ("name", "address")

Status = Literal["accepted", "repaired", "refused", "skipped"]

CENTRE = re.compile(r"コミュニティー?[・\s]?センター$")
HALL = re.compile(r"地区公会堂$")
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (("community-centre", CENTRE), ("neighbourhood-hall", HALL))
TRAILING_BRACKETS = re.compile(r"\s*[(<\[【〔][^()<>]*[)>\]】〕]$")
CATEGORY_WORDS = {"community-centre": re.compile("コミュニティ"), "neighbourhood-hall": re.compile("地区公会堂")}
KIND_JA = {"community-centre": "コミュニティ・センター", "neighbourhood-hall": "地区公会堂"}

JAPAN_LATITUDE = (20.0, 46.0)
JAPAN_LONGITUDE = (122.0, 154.0)
PHONE = re.compile(r"(?<![\d-])0\d{1,4}-?\d{1,4}-?\d{3,4}(?!\d)")
CLOCK = re.compile(r"(\d{1,2})(?::|時)(\d{2})?分?")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ｰ－", "-"))


@dataclass(slots=True)
class RowRead:
    """A row as it was understood. ``draft`` is there when it can be taken over."""

    line: int
    status: Status
    name: str = ""
    draft: FacilityDraft | None = None
    notes: list[Note] = field(default_factory=list)


class _Reader:
    """Reads the cells of one row, and keeps what was repaired."""

    def __init__(self, raw: RawRow, columns: dict[str, int]) -> None:
        self._raw = raw
        self._columns = columns
        self.repairs: list[Note] = []
        self.notes: list[Note] = []

    def repaired(self, code: str, ja: str, en: str) -> None:
        """Say once that something was repaired."""
        if all(note.code != code for note in self.repairs):
            self.repairs.append(Note(code, ja, en))

    def text(self, column: str) -> str:
        """A cell as plain text, repaired."""
        at = self._columns.get(column)
        if at is None or at >= len(self._raw.cells):
            return ""
        cell = self._raw.cells[at]
        bare = without_markup(cell)
        if bare != cell:
            self.repaired("html", "HTML の記号を取り除きました。", "HTML was taken out.")
        plain = folded(bare)
        if plain != " ".join(bare.split()):
            self.repaired(
                "width",
                "全角の英数字・かっこ、半角のカナを直しました。",
                "Full-width letters and half-width kana were folded.",
            )
        elif plain != bare:
            self.repaired("blanks", "余分な空白を取り除きました。", "Superfluous blanks were taken out.")
        return plain


def read_row(raw: RawRow, columns: dict[str, int]) -> RowRead:
    """What one row says: a facility to take over, or why not."""
    at = columns["name"]
    name = clean(raw.cells[at]).strip('"') if at < len(raw.cells) else ""
    if raw.broken:
        return RowRead(raw.line, "refused", name, notes=[raw.broken])
    reader = _Reader(raw, columns)
    name = reader.text("name")
    if not name:
        return _refused(raw, "", "name-missing", "名称がありません。", "It has no name.")
    kind = kind_of(name)
    category = " / ".join(filter(None, (clean(reader.text(c)) for c in ("large", "middle", "small"))))
    if kind is None:
        return _not_booked_here(raw, name, category)
    address = reader.text("address").translate(DASHES)
    if not address:
        return _refused(raw, name, "address-missing", "所在地がありません。", "It has no address.")
    if len(name) > 200 or len(address) > 200:
        return _refused(
            raw, name, "too-long", "名称か所在地が長すぎます（200文字まで）。", "Name or address is too long."
        )
    if category and not CATEGORY_WORDS[kind].search(category):
        reader.repaired(
            "wrong-category",
            f"分類は「{category}」ですが、名称により判断しました。",
            f"It is filed under {category}; the name decides.",
        )
    latitude, longitude = _position(reader)
    _check_hours(reader)
    draft = FacilityDraft(
        name=name,
        kana=reader.text("kana")[:200],
        kind=kind,
        address=address,
        latitude=latitude,
        longitude=longitude,
        phone=_phone(reader),
        url=_url(reader),
    )
    status: Status = "repaired" if reader.repairs else "accepted"
    return RowRead(raw.line, status, name, draft, [*reader.repairs, *reader.notes])


def kind_of(name: str) -> str | None:
    """What a facility is by its name; ``None`` for what cannot be booked in kyoso. 三鷹市公会堂 is no 地区公会堂."""
    bare = TRAILING_BRACKETS.sub("", name)
    return next((kind for kind, pattern in KINDS if pattern.search(bare)), None)


def _not_booked_here(raw: RawRow, name: str, category: str) -> RowRead:
    for kind, pattern in CATEGORY_WORDS.items():
        if pattern.search(category):
            note = Note(
                "category-without-name",
                f"分類は「{category}」ですが、名称が{KIND_JA[kind]}ではないため、取り込みません。",
                f"It is filed under {category}, but its name says otherwise; the name decides.",
            )
            return RowRead(raw.line, "skipped", name, notes=[note])
    note = Note(
        "other-kind", "予約の対象になる種類の施設ではありません。", "Not a kind of facility that is booked here."
    )
    return RowRead(raw.line, "skipped", name, notes=[note])


def _refused(raw: RawRow, name: str, code: str, ja: str, en: str) -> RowRead:
    return RowRead(raw.line, "refused", name, notes=[Note(code, ja, en)])


def _position(reader: _Reader) -> tuple[float | None, float | None]:
    """Latitude and longitude; none when the cells are empty or impossible. Exchanged ones are put right."""
    texts = reader.text("latitude"), reader.text("longitude")
    if not any(texts):
        reader.notes.append(Note("no-position", "緯度・経度がありません。", "It has no position."))
        return None, None
    try:
        latitude, longitude = float(texts[0]), float(texts[1])
    except ValueError:
        reader.repaired(
            "bad-position", "緯度・経度が数ではないため、取り込みません。", "The position is no number; left out."
        )
        return None, None
    if _within(longitude, JAPAN_LATITUDE) and _within(latitude, JAPAN_LONGITUDE):
        reader.repaired("swapped-position", "緯度と経度を入れ替えました。", "Latitude and longitude were exchanged.")
        return longitude, latitude
    if not (_within(latitude, JAPAN_LATITUDE) and _within(longitude, JAPAN_LONGITUDE)):
        reader.repaired(
            "bad-position", "緯度・経度が日本の外のため、取り込みません。", "The position is not in Japan; left out."
        )
        return None, None
    return latitude, longitude


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _phone(reader: _Reader) -> str:
    """The first telephone number of the cell, with its leading zero."""
    text = reader.text("phone").translate(DASHES)
    if not text:
        return ""
    if found := PHONE.search(text):
        return found[0]
    if re.fullmatch(r"[1-9]\d{8}", text):
        reader.repaired(
            "leading-zero", "電話番号の先頭の0を補いました。", "The telephone number got its leading zero back."
        )
        return f"0{text}"
    reader.repaired("bad-phone", "電話番号として読めないため、取り込みません。", "No telephone number; left out.")
    return ""


def _url(reader: _Reader) -> str:
    text = reader.text("url")
    if not text or re.fullmatch(r"https?://\S{1,480}", text):
        return text
    reader.repaired("bad-url", "URL として読めないため、取り込みません。", "No URL; left out.")
    return ""


def _check_hours(reader: _Reader) -> None:
    """Opening hours come from the rules file; a register's are read only to say what is wrong with them."""
    times = {column: reader.text(column) for column in ("opens", "closes")}
    minutes = {column: _minutes(text) for column, text in times.items() if text}
    for column, found in minutes.items():
        if found is None:
            reader.repaired("bad-hours", f"時刻として読めません（{times[column][:20]}）。", "No time of day; left out.")
        elif found == 24 * 60:
            reader.repaired(
                "end-of-day", "24:00 を、その日の終わりとして読みました。", "24:00 was read as the end of the day."
            )
    opens, closes = minutes.get("opens"), minutes.get("closes")
    if opens is not None and closes is not None and closes <= opens:
        reader.repaired("bad-hours", "終了時間が開始時間より前です。", "It closes before it opens; left out.")
    if times["opens"] or times["closes"]:
        note = "開館時間は利用規則のファイルで決まります。", "Opening hours are set by the rules file."
        reader.notes.append(Note("hours-by-rules", *note))


def _minutes(text: str) -> int | None:
    found = CLOCK.fullmatch(text)
    if found is None:
        return None
    minutes = int(found[1]) * 60 + int(found[2] or 0)
    return minutes if int(found[2] or 0) < 60 and minutes <= 24 * 60 else None
