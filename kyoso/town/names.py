"""Family and given names with their kana, so that the town's people read like people. All persons are invented.

Given names go by the decades in which parents chose them: a 78-year-old is rarely called 陽翔.
"""

import csv
from pathlib import Path

FILE = Path(__file__).parent / "data" / "names.csv"

Name = tuple[str, str]
"""How a name is written, and its kana."""


def _read() -> tuple[tuple[Name, ...], tuple[tuple[int, tuple[Name, ...]], ...]]:
    families: list[Name] = []
    given: dict[int, list[Name]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = families if row["kind"] == "family" else given.setdefault(int(row["born_before"]), [])
            names.append((row["written"], row["kana"]))
    return tuple(families), tuple((before, tuple(names)) for before, names in sorted(given.items()))


FAMILIES, GIVEN_BY_BIRTH = _read()
"""Family names, and (born before, given names of those years) from the oldest on."""

FROM_ABROAD: tuple[tuple[Name, Name], ...] = (
    (("グエン", "グエン"), ("ティ・ラン", "ティ・ラン")),
    (("グエン", "グエン"), ("ヴァン・ミン", "ヴァン・ミン")),
    (("チャン", "チャン"), ("ティ・ホア", "ティ・ホア")),
    (("サントス", "サントス"), ("マリア", "マリア")),
    (("レイエス", "レイエス"), ("ジョセフ", "ジョセフ")),
    (("シュレスタ", "シュレスタ"), ("スニタ", "スニタ")),
    (("タマン", "タマン"), ("ラム", "ラム")),
    (("李", "リ"), ("静", "セイ")),
    (("王", "オウ"), ("明", "メイ")),
    (("陳", "チン"), ("雅婷", "ガテイ")),
    (("金", "キム"), ("ミンジュン", "ミンジュン")),
    (("朴", "パク"), ("ソヨン", "ソヨン")),
    (("ブラウン", "ブラウン"), ("エミリー", "エミリー")),
    (("ウィルソン", "ウィルソン"), ("ジェームズ", "ジェームズ")),
    (("シン", "シン"), ("アニタ", "アニタ")),
    (("ラフマン", "ラフマン"), ("アリフ", "アリフ")),
    (("シルバ", "シルバ"), ("アナ", "アナ")),
    (("ペレラ", "ペレラ"), ("ニマル", "ニマル")),
)
"""(family name, given name) of people who came from elsewhere and read English rather than Japanese."""
LANGUAGES = {
    "グエン": "vi", "チャン": "vi", "サントス": "tl", "レイエス": "tl", "シュレスタ": "ne", "タマン": "ne",
    "李": "zh", "王": "zh", "陳": "zh", "金": "ko", "朴": "ko", "シルバ": "pt", "ラフマン": "id",
}  # fmt: skip
"""What some of them grew up with, by their family name."""
