"""What the books record of rewards, redemptions and gifts: the stock, where the points went, and how it ended.

Every movement takes ``Part``s out of lots and says which: what comes back comes back to the very lots.
"""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events import Event

Issuer = Literal["city", "partner"]


class Part(BaseModel):
    """What one lot gave: ``amount`` of it, with all that is needed to make the lot again when it is forgotten."""

    model_config = ConfigDict(frozen=True)

    lot_id: str
    programme_id: str
    activity_id: str
    sequence: str
    day: date
    credited: int
    issuer: Issuer
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    amount: int


class Restored(BaseModel):
    """Of a return: ``amount`` out of the lot ``lot_id``, taken back meanwhile, goes to the earning that paid for it."""

    model_config = ConfigDict(frozen=True)

    lot_id: str
    into: str
    amount: int


class Redemption(BaseModel):
    """One reward that is kept for one person, who shows ``number`` at the counter. Unfetched it ends at ``due_at``."""

    model_config = ConfigDict(frozen=True)

    redemption_id: str
    person_id: str
    reward_id: str
    reward_ja: str
    reward_en: str
    place: str
    price: int
    number: str
    made_at: AwareDatetime
    due_at: AwareDatetime


# -- the reward's side


class RewardOffered(Event):
    """A reward can be had for ``price`` points between two days in Tokyo, both included, while stock lasts.

    Who redeems it fetches it at ``place`` within ``keep_days`` days.
    """

    type = "reward-offered.v1"

    reward_id: str
    name_ja: str
    name_en: str
    description_ja: str
    description_en: str
    place: str
    price: int
    stock: int
    starts_on: date
    ends_on: date
    keep_days: int


class RewardRestocked(Event):
    """There are ``added`` more of it."""

    type = "reward-restocked.v1"

    reward_id: str
    added: int


class RewardWithdrawn(Event):
    """Nobody can redeem it any more; what is kept for people already stays theirs."""

    type = "reward-withdrawn.v1"

    reward_id: str


class RewardReserved(Event):
    """One of the stock is somebody's, provided that their account pays for it within these limits."""

    type = "reward-reserved.v1"

    redemption: Redemption
    open_max: int
    a_day_max: int


class RewardReleased(Event):
    """One came back to the stock: the account did not pay, or the redemption ended without a hand-over."""

    type = "reward-released.v1"

    reward_id: str
    redemption_id: str


# -- the account's side: redemptions

NotRedeemed = Literal["erased", "too-many-open", "day-limit", "short"]
NotFetched = Literal["cancelled", "not-fetched", "erased"]


class RedemptionHeld(Event):
    """The account paid: the points are held until the hand-over. ``balance`` is what can be spent afterwards."""

    type = "redemption-held.v1"

    redemption: Redemption
    parts: tuple[Part, ...]
    balance: int
    at: AwareDatetime


class RedemptionRefused(Event):
    """The account does not pay; ``missing`` points are short."""

    type = "redemption-refused.v1"

    redemption: Redemption
    reason: NotRedeemed
    balance: int
    missing: int = 0
    at: AwareDatetime


class RedemptionHandedOver(Event):
    """The person has it. ``amounts``: the points that are spent for good, by programme."""

    type = "redemption-handed-over.v1"

    redemption: Redemption
    amounts: dict[str, int]
    at: AwareDatetime


class RedemptionReturned(Event):
    """It ended without a hand-over: the points came back. ``repaid``: by lot, what went into a debt instead.

    ``restored``: what went to earnings that had repaid that debt.
    """

    type = "redemption-returned.v1"

    redemption: Redemption
    reason: NotFetched
    repaid: dict[str, int] = {}
    restored: tuple[Restored, ...] = ()
    balance: int
    at: AwareDatetime


# -- the account's side: gifts


class Gift(Event):
    """What identifies one gift: whose it is, for whom, and how much."""

    gift_id: str
    giver_id: str
    recipient_id: str
    amount: int
    at: AwareDatetime


class GiftSent(Gift):
    """Points left the giver's account and are on their way. ``balance`` is what the giver can spend afterwards."""

    type = "gift-sent.v1"

    parts: tuple[Part, ...]
    balance: int


class GiftReceived(Gift):
    """They are in the recipient's account, in lots that end when they always did."""

    type = "gift-received.v1"

    parts: tuple[Part, ...]


class GiftRefused(Gift):
    """There is no account that takes them."""

    type = "gift-refused.v1"


class GiftArrived(Event):
    """The giver's account need not remember the gift any longer."""

    type = "gift-arrived.v1"

    gift_id: str


class GiftReturned(Gift):
    """They came back to the giver. ``repaid`` and ``restored`` are as in ``RedemptionReturned``."""

    type = "gift-returned.v1"

    repaid: dict[str, int] = {}
    restored: tuple[Restored, ...] = ()
    balance: int


class AccountOpened(Event):
    """There is such a person: the account can be given something before it has earned anything."""

    type = "account-opened.v1"

    person_id: str


EVENTS: tuple[type[Event], ...] = (
    RewardOffered,
    RewardRestocked,
    RewardWithdrawn,
    RewardReserved,
    RewardReleased,
    RedemptionHeld,
    RedemptionRefused,
    RedemptionHandedOver,
    RedemptionReturned,
    GiftSent,
    GiftReceived,
    GiftRefused,
    GiftArrived,
    GiftReturned,
    AccountOpened,
)
