"""Names of towns as people write them: 一丁目 is 1丁目, 聖ヶ丘 is 聖ケ丘."""

import re
import unicodedata
import zlib

DIGITS = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMERAL = re.compile(r"([〇一二三四五六七八九十]+)(?=丁目|番|号|条)")


def plain(name: str) -> str:
    """The name in one way of writing, for comparing."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).replace("ヶ", "ケ").replace("が丘", "ケ丘")
    return NUMERAL.sub(lambda found: str(_number(found[1])), text).casefold()


def id_of(prefix: str, name: str) -> str:
    """An id that stays when the file is ordered anew: of the name, however it is written."""
    return f"{prefix}-{zlib.crc32(plain(name).encode()):08x}"


def _number(kanji: str) -> int:
    if "十" not in kanji:
        return int("".join(str(DIGITS[each]) for each in kanji))
    tens, _, ones = kanji.partition("十")
    return (DIGITS.get(tens, 1) if tens else 1) * 10 + (DIGITS.get(ones, 0) if ones else 0)
