"""Which programme pays for what: data, not code. ``data/earning.json`` names one programme a fiscal year."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shared.clock import fiscal_year

FILE = Path(__file__).parent / "data" / "earning.json"


@dataclass(frozen=True, slots=True)
class EarningRules:
    """``attendance`` is the pattern of the id of the programme that pays for attendances."""

    attendance: str

    @classmethod
    def load(cls, path: Path = FILE) -> "EarningRules":
        """The rules in a file. Raises ``KeyError`` or ``ValueError`` for one that does not say what it must."""
        return cls(attendance=str(json.loads(path.read_text())["attendance"]))

    def attendance_programme(self, day: date) -> str:
        """The programme that pays for an attendance on ``day`` (Tokyo): ``attendance-2026``."""
        return self.attendance.format(fiscal_year=fiscal_year(day))
