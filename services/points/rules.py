"""What is data and not code: which programme pays for what, and what one person may redeem and give in a day.

``data/earning.json`` names one programme a fiscal year; ``data/spending.json`` the limits, with their reasons.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.points.domain.giving import GiftLimits
from services.points.domain.reward import RedemptionLimits
from shared.clock import fiscal_year

FOLDER = Path(__file__).parent / "data"
FILE = FOLDER / "earning.json"
LIMITS = FOLDER / "spending.json"


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


@dataclass(frozen=True, slots=True)
class SpendingRules:
    """What one person may do in a day in Tokyo."""

    redemptions: RedemptionLimits
    gifts: GiftLimits

    @classmethod
    def load(cls, path: Path = LIMITS) -> "SpendingRules":
        """The limits in a file. Raises ``KeyError`` or ``ValueError`` for one that does not say what it must."""
        said = json.loads(path.read_text("utf-8"))
        redemptions, gifts = said["redemptions"], said["gifts"]
        return cls(
            redemptions=RedemptionLimits(
                open_max=int(redemptions["open_max"]), a_day_max=int(redemptions["a_day_max"])
            ),
            gifts=GiftLimits(given_a_day=int(gifts["given_a_day"]), gifts_a_day=int(gifts["gifts_a_day"])),
        )
