"""What the papers say, gathered from rows and events before anything is drawn. Names are groups' and houses' only."""

from dataclasses import dataclass
from datetime import datetime

from services.booking.domain.money.coming_back import ComingBack


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
    rooms_en: tuple[str, ...] = ()

    @property
    def in_english(self) -> str:
        """The rooms by their English names, where one has such a name."""
        return ", ".join(self.rooms_en) if self.rooms_en not in {(), self.rooms} else ""


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom: a group by its name, or a person by their number. Who carries the paper writes their name in."""

    group: str = ""
    person_id: str = ""

    @property
    def words(self) -> str:
        """As the papers say it. No person's name is known here: there is a line to write it on."""
        return f"団体：{self.group}" if self.group else f"{self._line}\n利用者番号：{self.person_id}"

    @property
    def addressed(self) -> str:
        """As a receipt names them."""
        return f"団体：{self.group}　様" if self.group else f"{self._line}　様\n利用者番号：{self.person_id}"

    @property
    def _line(self) -> str:
        return f"お名前（手書き）{'＿' * 9}"


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
    paying: str = ""
    """When and how it is paid, in words (``payment.paying``)."""
    start_by: datetime | None = None
    conditions: tuple[str, ...] = ()
    """What staff approved it under, beside the conditions that every permit has."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One no: by which rule, of which section and article, what was asked, what is allowed, until when."""

    words: str
    rule_id: str = ""
    section: str = ""
    article: str = ""
    value: str = ""
    limit: str = ""
    until: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What a refusal says: what was asked for, and every reason why not."""

    number: str
    place: Place
    holder: Holder
    people: int
    purpose: str
    refused_at: datetime | None
    reasons: tuple[Reason, ...]


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
class Due:
    """How the bill of a booking stands, in yen; ``number`` is what a transfer names."""

    number: str
    status: str
    outstanding: int
    owed_back: int
    pay_by: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """What somebody without e-mail takes home from the counter, or is sent after a call.

    ``state`` is a key of ``states.STATES``; ``number`` the permit's where there is a permit, else what one names it by.
    """

    number: str
    place: Place
    holder: Holder
    people: int
    fee: int
    state: str
    paying: str = ""
    returns: ComingBack | None = None
    reason: str | None = None
    hold_until: datetime | None = None
    start_code: str | None = None
    start_by: datetime | None = None
