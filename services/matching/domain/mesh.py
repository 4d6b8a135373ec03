"""Cells of the standard area mesh (標準地域メッシュ, JIS X 0410): the eighth one, about 125 m, in eleven digits.

A home is never known here closer than such a cell. ``5339-45-25-4-1-3``: two digits each for degrees (latitude times
1.5, longitude less 100), then eighths of that, tenths of those, and three times a quarter (1 south-west, 2 south-east,
3 north-west, 4 north-east). Codes are written without hyphens.
"""

import re

from services.matching.domain.walking import Point

CODE = re.compile(r"^(\d\d)(\d\d)([0-7])([0-7])(\d)(\d)([1-4])([1-4])([1-4])$")
ROWS_A_DEGREE = 1.5 * 8 * 10 * 8
COLUMNS_A_DEGREE = 8 * 10 * 8.0
HALVES = 3


def cell_of(point: Point) -> str:
    """The cell in which a point of Japan lies. Raises ``ValueError``."""
    latitude, longitude = point
    if not (20 <= latitude <= 46 and 122 <= longitude <= 154):
        raise ValueError("not in Japan")
    row, column = int(latitude * ROWS_A_DEGREE), int((longitude - 100) * COLUMNS_A_DEGREE)
    quarters = ""
    for _ in range(HALVES):
        quarters = str(1 + column % 2 + 2 * (row % 2)) + quarters
        row, column = row // 2, column // 2
    tenths = f"{row % 10}{column % 10}"
    row, column = row // 10, column // 10
    return f"{row // 8:02}{column // 8:02}{row % 8}{column % 8}{tenths}{quarters}"


def middle_of(cell: str) -> Point:
    """The middle of a cell. Raises ``ValueError`` for what is no code of one."""
    found = CODE.match(cell)
    if found is None:
        raise ValueError("no code of an eighth mesh")
    digits = [int(each) for each in found.groups()]
    row = (digits[0] * 8 + digits[2]) * 10 + digits[4]
    column = (digits[1] * 8 + digits[3]) * 10 + digits[5]
    for quarter in digits[6:]:
        row, column = 2 * row + (quarter - 1) // 2, 2 * column + (quarter - 1) % 2
    return (row + 0.5) / ROWS_A_DEGREE, 100 + (column + 0.5) / COLUMNS_A_DEGREE
