"""The sagas of points, as tables. Each step follows one event and ends in events of its own.

An earning: reserved in the programme → credited to the account → what is not credited returns. What is credited in
full needs no third commit. A redemption: one of the stock is reserved → the account pays, or the reservation is
released; whatever ends without a hand-over releases it too. A gift: sent → received, and the giver forgets it → or
refused, and it returns.
"""

from services.points.domain.account import Account
from services.points.domain.events import EarningCapped, EarningDropped, LotReversed, PointsReserved
from services.points.domain.programme import Programme
from services.points.domain.reward import Reward
from services.points.domain.spending_events import (
    GiftReceived,
    GiftRefused,
    GiftSent,
    RedemptionRefused,
    RedemptionReturned,
    RewardReserved,
)
from shared.journal import Reaction, on, on_commit

EARNING: tuple[Reaction, ...] = (
    on_commit(
        PointsReserved, "credit-account", lambda e, f: (Account.stream(e.person_id), lambda a: a.credit(e, f.at))
    ),
    on(
        EarningCapped,
        "return-capped",
        lambda e: (Programme.stream(e.programme_id), lambda p: p.take_back(e.earning_id, e.amount)),
    ),
    on(
        EarningDropped,
        "return-dropped",
        lambda e: (Programme.stream(e.programme_id), lambda p: p.take_back(e.earning_id, e.amount)),
    ),
    on(
        LotReversed,
        "return-reversed",
        lambda e: (
            (Programme.stream(e.programme_id), lambda p: p.take_back(e.earning_id, e.taken + e.owed))
            if e.taken + e.owed
            else []
        ),
    ),
)

REDEMPTION: tuple[Reaction, ...] = (
    on_commit(
        RewardReserved,
        "spend-points",
        lambda e, f: (Account.stream(e.redemption.person_id), lambda a: a.spend(e, f.at)),
    ),
    on(
        RedemptionRefused,
        "release-refused",
        lambda e: (Reward.stream(e.redemption.reward_id), lambda r: r.release(e.redemption.redemption_id)),
    ),
    on(
        RedemptionReturned,
        "release-returned",
        lambda e: (Reward.stream(e.redemption.reward_id), lambda r: r.release(e.redemption.redemption_id)),
    ),
)

GIFT: tuple[Reaction, ...] = (
    on_commit(GiftSent, "receive-gift", lambda e, f: (Account.stream(e.recipient_id), lambda a: a.receive(e, f.at))),
    on(GiftReceived, "note-gift-arrived", lambda e: (Account.stream(e.giver_id), lambda a: a.arrive(e.gift_id))),
    on_commit(GiftRefused, "return-gift", lambda e, f: (Account.stream(e.giver_id), lambda a: a.get_back(e, f.at))),
)

REACTIONS: tuple[Reaction, ...] = (*EARNING, *REDEMPTION, *GIFT)
