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
    """Patterns of the ids of the programmes that pay for attendances and for small help.

    ``help`` empty: help earns nothing. ``help_roles``: who earns for one, who helped (``said``), who went along
    (``along``), who greeted somebody who came once (``greets``).
    """

    attendance: str
    help: str = ""
    help_roles: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: Path = FILE) -> "EarningRules":
        """The rules in a file. Raises ``KeyError`` or ``ValueError`` for one that does not say what it must."""
        said = json.loads(path.read_text("utf-8"))
        help_ = said.get("help") or {"programme": "", "roles": []}
        return cls(
            attendance=str(said["attendance"]), help=str(help_["programme"]), help_roles=frozenset(help_["roles"])
        )

    def attendance_programme(self, day: date) -> str:
        """The programme that pays for an attendance on ``day`` (Tokyo): ``attendance-2026``."""
        return self.attendance.format(fiscal_year=fiscal_year(day))

    def help_programme(self, day: date, role: str) -> str | None:
        """The programme that thanks for help on ``day`` (Tokyo), ``help-2026``; ``None``: nothing does."""
        return self.help.format(fiscal_year=fiscal_year(day)) if self.help and role in self.help_roles else None


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
