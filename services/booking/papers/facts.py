"""What the papers say, gathered from rows and events before anything is drawn. Names are groups' and houses' only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when: what every paper says. Names are the facility's and its rooms', never a person's."""

    city: str
    facility_id: str
    facility: str
    kind: str
    address: str
    phone: str
    rooms: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom: a group by its name, or a person by their number. Who carries the paper writes their name in."""

    group: str = ""
    person_id: str = ""

    @property
    def words(self) -> str:
        """As the papers say it."""
        return f"団体：{self.group}" if self.group else f"利用者番号：{self.person_id}"


@dataclass(frozen=True, slots=True)
class Permit:
    """What a permit says. ``fee`` in yen; ``given_at`` is when the booking was confirmed."""

    number: str
    place: Place
    holder: Holder
    people: int
    purpose: str
    fee: int
    given_at: datetime | None
    start_by: datetime | None = None
    conditions: tuple[str, ...] = ()
    """What staff approved it under, beside the conditions that every permit has."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What a refusal says: by which rule, of which article, what was asked, what is allowed, until when."""

    number: str
    place: Place
    holder: Holder
    people: int
    purpose: str
    refused_at: datetime | None
    reason: str
    rule_id: str
    article: str = ""
    value: str = ""
    limit: str = ""
    until: str = ""
    next: str = ""


METHODS: dict[str, str] = {"counter": "窓口での現金など", "bank": "口座振込", "online": "オンライン決済"}
"""How a fee is paid, in words."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid for a booking: ``yen`` after what came back. ``method`` is a code of ``METHODS``."""

    receipt_id: str
    yen: int
    paid_at: datetime
    method: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What somebody without e-mail takes home from the counter, or is sent after a call."""

    number: str
    place: Place
    holder: Holder
    people: int
    fee: int
    status: str
    start_code: str | None
    start_by: datetime | None = None
