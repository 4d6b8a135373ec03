"""Two tables of a city: the open-data file of people by area and age, and a survey. Read whole, or not at all.

Population: the columns of 「地域・年齢別人口」 of the standard open-data sets (調査年月日, 地域名 or 地域コード,
総人口, 0-4歳の男性 … 100歳以上の女性, 年齢不詳の男性 …). Of several days the newest counts; a line without
an area is the whole city, and counts only where no line has one.
Survey: ``age_band,n,uninterested`` (年代, 回答数, 関心なし), of people who take part in nothing.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from services.matching.domain.ladder.estimate import ASKED_MIN, BANDS, Asked
from services.matching.ladder.refusals import WrongLadderFile

FAULTS_TOLD_MAX = 10
ROWS_MAX = 20_000
CITY = "city"
AGES = re.compile(r"^(\d+)(?:-(\d+)歳|歳以上)の(男性|女性)$")
UNKNOWN_AGE = ("年齢不詳の男性", "年齢不詳の女性")
STARTS = {0: "0-14", 15: "15-24", 25: "25-39", 40: "40-64", 65: "65-74", 75: "75+"}
DAY = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$")
SURVEY_COLUMNS = {"age_band": ("age_band", "年代"), "n": ("n", "回答数"), "uninterested": ("uninterested", "関心なし")}

People = dict[str, dict[str, int]]


def read_population(text: str, areas: Mapping[str, str]) -> tuple[date, People]:
    """People by area id and band, and the day. ``areas``: names and ids of a layer → id. Raises ``WrongLadderFile``."""
    faults: list[str] = []
    newest: dict[str, tuple[date, dict[str, int]]] = {}
    header, rows = _table(text)
    bands = {name: _band(name) for name in header if AGES.match(name)}
    missing = [name for name in ("調査年月日",) if name not in header]
    if missing or not bands or not {"地域名", "地域コード"} & set(header):
        raise WrongLadderFile(
            faults=_fault(1, "調査年月日、地域名（か地域コード）、年齢の列が必要です", "columns are missing")
        )
    for number, row in rows:
        name = (row.get("地域名") or row.get("地域コード") or "").strip()
        area = CITY if not name else areas.get(_plain(name))
        found = DAY.match(row["調査年月日"].strip())
        if area is None:
            faults.append(_fault(number, "地域名がエリアの一覧にありません", "the area is in no list of this layer"))
            continue
        try:
            day = date(*(int(part) for part in found.groups())) if found else None
            people = _people(row, bands)
            adds_up = _total(row) in (None, sum(people.values()) + _unknown(row))
        except ValueError:
            day = None
        if day is None:
            faults.append(_fault(number, "日付か人数が正しくありません", "a day or a number is not right"))
        elif not adds_up:
            faults.append(_fault(number, "年齢別の合計が総人口と合いません", "ages do not add up to 総人口"))
        elif area in newest and newest[area][0] == day:
            faults.append(_fault(number, "同じ地域・同じ日の行が 2 つあります", "the area is there twice for one day"))
        elif area not in newest or newest[area][0] < day:
            newest[area] = (day, people)
    _raise(faults, empty=not newest)
    told = {area: people for area, (_, people) in newest.items() if area != CITY or len(newest) == 1}
    return max(day for day, _ in newest.values()), told


def read_survey(text: str) -> dict[str, Asked]:
    """Answers by age band. Raises ``WrongLadderFile``."""
    header, rows = _table(text)
    columns = {name: next((each for each in names if each in header), None) for name, names in SURVEY_COLUMNS.items()}
    if None in columns.values():
        words = "年代、回答数、関心なし の列が必要です"
        raise WrongLadderFile(faults=_fault(1, words, "needs the columns age_band, n, uninterested"))
    faults: list[str] = []
    asked: dict[str, Asked] = {}
    for number, row in rows:
        band, n, uninterested = (str(row[column or ""]).strip() for column in columns.values())
        band = unicodedata.normalize("NFKC", band).removesuffix("歳").replace("75歳以上", "75+")
        if band not in BANDS or band in asked:
            faults.append(
                _fault(number, f"年代は {'、'.join(BANDS)} を 1 回ずつです", "an age band is unknown or twice")
            )
        elif not n.isdecimal() or not uninterested.isdecimal() or not 0 <= int(uninterested) <= int(n) or int(n) == 0:
            faults.append(_fault(number, "人数が正しくありません（関心なし ≦ 回答数）", "a number is not right"))
        else:
            asked[band] = Asked(n=int(n), uninterested=int(uninterested))
    if not faults and sum(each.n for each in asked.values()) < ASKED_MIN:
        faults.append(
            _fault(1, f"回答が {ASKED_MIN} 人より少ない調査は使えません", f"fewer than {ASKED_MIN} were asked")
        )
    _raise(faults, empty=not asked)
    return asked


def _table(text: str) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restval="")
    header = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = header

    def rows() -> Iterator[tuple[int, dict[str, str]]]:
        for count, row in enumerate(reader):
            if count >= ROWS_MAX:
                raise WrongLadderFile(faults=_fault(reader.line_num, f"{ROWS_MAX} 行までです", "too many lines"))
            if any(value for value in row.values()):
                yield reader.line_num, row

    return header, rows()


def _band(name: str) -> str:
    """The band of a column of ages; one that lies across two bands is of none. Raises ``WrongLadderFile``."""
    found = AGES.match(name)
    first = int(found.group(1)) if found else 0
    last = int(found.group(2)) if found and found.group(2) else first
    start = max(each for each in STARTS if each <= first)
    if max(each for each in STARTS if each <= last) != start:
        raise WrongLadderFile(
            faults=_fault(1, "年齢の区切りが 15・25・40・65・75 歳に合いません", "ages lie across bands")
        )
    return STARTS[start]


def _people(row: Mapping[str, str], bands: Mapping[str, str]) -> dict[str, int]:
    people = dict.fromkeys(BANDS, 0)
    for name, band in bands.items():
        people[band] += _number(row[name])
    return {str(band): count for band, count in people.items()}


def _number(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip() or "0"
    if not plain.isdecimal():
        raise ValueError(text)
    return int(plain)


def _total(row: Mapping[str, str]) -> int | None:
    return _number(row["総人口"]) if row.get("総人口", "").strip() else None


def _unknown(row: Mapping[str, str]) -> int:
    return sum(_number(row.get(name, "")) for name in UNKNOWN_AGE)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _raise(faults: list[str], *, empty: bool) -> None:
    if empty and not faults:
        faults = [_fault(1, "行がありません", "there are no lines")]
    if faults:
        more = len(faults) - FAULTS_TOLD_MAX
        told = [*faults[:FAULTS_TOLD_MAX], *([f"ほか {more} 件 / and {more} more"] if more > 0 else [])]
        raise WrongLadderFile(faults=" / ".join(told))


def _fault(line: int, ja: str, en: str) -> str:
    return f"{line}行目 {ja} (line {line}: {en})"
