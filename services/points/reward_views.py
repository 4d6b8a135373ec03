"""What is asked of and answered about rewards and redemptions."""

import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from services.points.domain.reward import STOCK_MAX, Offer, RewardStatus, status_on
from services.points.domain.spending_events import Redemption, RedemptionHeld, RewardOffered
from services.points.rows import RedemptionRow, RedemptionStatus, RewardRow
from shared.web import TokyoInstant, View

RewardId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
RedemptionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Story = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Count = Annotated[int, Field(ge=1, le=STOCK_MAX, strict=True)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


def narrow(said: Any) -> Any:
    """Digits as a Japanese keyboard writes them, and with or without the hyphen."""
    return unicodedata.normalize("NFKC", said).replace("-", "").strip() if isinstance(said, str) else said


Number = Annotated[str, BeforeValidator(narrow), StringConstraints(pattern=r"^[0-9]{8}$")]


class RewardName(BaseModel):
    """What a reward is called, in both languages."""

    model_config = ConfigDict(frozen=True)

    ja: Label
    en: Label


class RewardDescription(BaseModel):
    """What a reward is, in both languages."""

    model_config = ConfigDict(frozen=True)

    ja: Story
    en: Story


class NewReward(BaseModel):
    """What staff send to put up a reward. ``from`` and ``until`` are days in Tokyo, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    reward_id: RewardId
    name: RewardName
    description: RewardDescription
    place: Label
    price: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    stock: Count
    from_: Day = Field(alias="from")
    until: Day
    keep_days: Annotated[int, Field(ge=1, le=60, strict=True)] = 14

    def offer(self) -> Offer:
        """The same in the domain's words."""
        return Offer(
            reward_id=self.reward_id,
            name_ja=self.name.ja,
            name_en=self.name.en,
            description_ja=self.description.ja,
            description_en=self.description.en,
            place=self.place,
            price=self.price,
            stock=self.stock,
            starts_on=self.from_,
            ends_on=self.until,
            keep_days=self.keep_days,
        )


class Restock(BaseModel):
    """How many more there are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    added: Count


class NewRedemption(BaseModel):
    """What somebody wants to have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reward_id: RewardId


class HandOver(BaseModel):
    """The number that the person shows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Number


class RewardView(View):
    """A reward. ``keep_days``: within so many days one fetches it at ``place``."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, populate_by_name=True)

    reward_id: str
    name: RewardName
    description: RewardDescription
    place: str
    price: int
    from_: date = Field(alias="from")
    until: date
    keep_days: int

    @classmethod
    def of(cls, offered: RewardOffered) -> "RewardView":
        """The view of what was put up."""
        return cls(**_reward(offered))


class ListedReward(RewardView):
    """A reward, how many are left of it, and how it stands today."""

    left: int
    status: RewardStatus

    @classmethod
    def on(cls, row: RewardRow, today: date) -> "ListedReward":
        """The view of a reward on a day in Tokyo."""
        status = status_on(row.terms, today, withdrawn=row.closed)
        return cls(**_reward(row.terms), left=row.left, status=status)


class StockView(View):
    """What was added to a reward's stock."""

    reward_id: str
    added: int


class WithdrawnView(View):
    """A reward that nobody can redeem any more."""

    reward_id: str
    status: Literal["withdrawn"] = "withdrawn"


class RedemptionView(View):
    """A reward that is kept for somebody until ``due_at``. ``number`` is what they show at ``place``."""

    redemption_id: str
    reward_id: str
    name: RewardName
    place: str
    price: int
    number: str
    made_at: TokyoInstant
    due_at: TokyoInstant
    status: RedemptionStatus
    ended_at: TokyoInstant | None

    @classmethod
    def of(cls, row: RedemptionRow) -> "RedemptionView":
        """The view of a redemption."""
        return cls(**_redemption(row.redemption), status=row.status, ended_at=row.ended_at)


class NewRedemptionView(View):
    """A reward that is kept from now on, and what is left to spend."""

    redemption_id: str
    reward_id: str
    name: RewardName
    place: str
    price: int
    number: str
    made_at: TokyoInstant
    due_at: TokyoInstant
    balance: int

    @classmethod
    def of(cls, held: RedemptionHeld) -> "NewRedemptionView":
        """The view of what is kept from now on."""
        return cls(**_redemption(held.redemption), balance=held.balance)


class EndedView(View):
    """How a redemption ended. ``balance``: what can be spent, where points came back."""

    redemption_id: str
    status: RedemptionStatus
    ended_at: TokyoInstant
    balance: int | None = None


def _reward(offered: RewardOffered) -> dict[str, Any]:
    return {
        "reward_id": offered.reward_id,
        "name": RewardName(ja=offered.name_ja, en=offered.name_en),
        "description": RewardDescription(ja=offered.description_ja, en=offered.description_en),
        "place": offered.place,
        "price": offered.price,
        "from_": offered.starts_on,
        "until": offered.ends_on,
        "keep_days": offered.keep_days,
    }


def _redemption(redemption: Redemption) -> dict[str, Any]:
    return {
        "redemption_id": redemption.redemption_id,
        "reward_id": redemption.reward_id,
        "name": RewardName(ja=redemption.reward_ja, en=redemption.reward_en),
        "place": redemption.place,
        "price": redemption.price,
        "number": f"{redemption.number[:4]}-{redemption.number[4:]}",
        "made_at": redemption.made_at,
        "due_at": redemption.due_at,
    }
