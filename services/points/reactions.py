"""The saga of an earning: reserved in the programme → credited to the account → what is not credited returns.

What is credited in full needs no third commit: the programme's points are in the account, nothing is in flight.
"""

from services.points.domain.account import Account
from services.points.domain.events import EarningCapped, EarningDropped, LotReversed, PointsReserved
from services.points.domain.programme import Programme
from shared.journal import Reaction, on, on_commit

REACTIONS: tuple[Reaction, ...] = (
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
        lambda e: (Programme.stream(e.programme_id), lambda p: p.take_back(e.earning_id, e.taken + e.owed)),
    ),
)
