"""What an account is made of: points that came together, what was heard of an attendance, points that may come back."""

from datetime import date, datetime

from pydantic import BaseModel

from services.points.domain.spending_events import Issuer, Part


class Lot(BaseModel):
    """Points that came together and end together. ``amount`` was credited; ``remaining`` can still be spent of it.

    ``repaid`` of it went into a debt and ``expired`` of it was lost to time; what then lacks was spent or given.
    """

    earning_id: str
    programme_id: str
    activity_id: str
    sequence: str
    day: date
    amount: int
    remaining: int
    repaid: int = 0
    expired: int = 0
    issuer: Issuer
    issued_at: datetime
    expires_at: datetime

    @property
    def used(self) -> int:
        """What its person had of it and has no more: spent, given, or paid for what they owed."""
        return self.amount - self.remaining - self.expired


class Attendance(BaseModel):
    """The last that was heard of somebody at an activity; ``earning_id`` is empty when it earns nothing now."""

    sequence: str
    day: date
    earning_id: str = ""


class Hold(BaseModel):
    """Points that left their lots and may come back. ``reversed``: those of the lots that were taken back meanwhile."""

    parts: tuple[Part, ...]
    reversed: list[str] = []

    @property
    def amount(self) -> int:
        """All of it, in points."""
        return sum(part.amount for part in self.parts)
