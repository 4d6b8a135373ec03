"""A simple model beside the accounts: what somebody is worth, and what they can owe at most, from events alone.

What they have, less what they owe, is what stands of their earnings and what they were given, less what they used and
what time took of that: as if what was taken back had never been, but that what time took of it is gone for good.
"""

from collections import Counter

from services.points.domain.events import LotExpired, LotIssued, LotReversed, PeriodClosed
from services.points.domain.spending_events import (
    GiftReceived,
    GiftReturned,
    GiftSent,
    RedemptionHeld,
    RedemptionReturned,
)


class Worth:
    """``gone``: points of earnings that were taken back which time had taken before."""

    def __init__(self):
        self.earned = {}
        self.ended, self.came, self.used = Counter(), Counter(), Counter()
        self.gone, self.noted, self.closed = 0, 0, set()

    def assert_holds(self, world, *persons):
        """All that happened is noted, then each account is held against it."""
        for event in world.events[self.noted :]:
            self.note(event)
        self.noted = len(world.events)
        for person in persons:
            account = world.account(person)
            stands = sum(amount - self.ended[id] for id, (who, amount) in self.earned.items() if who == person)
            assert account.balance - account.debt == stands + self.came[person] - self.used[person]
            assert account.debt <= self.used[person], "a debt for what was never used"

    def note(self, event):
        match event:
            case LotIssued():
                self.earned[event.earning_id] = event.person_id, event.amount
            case LotReversed():
                _, amount = self.earned.pop(event.earning_id)
                gone = self.ended.pop(event.earning_id, 0)
                assert amount == event.taken + event.owed + gone
                self.gone += gone
            case LotExpired() if event.earning_id in self.earned:
                self.ended[event.earning_id] += event.amount
            case LotExpired():
                self.came[event.person_id] -= event.amount
                assert event.earning_id.startswith("received-") or event.person_id in self.closed
            case RedemptionHeld():
                self.used[event.redemption.person_id] += event.redemption.price
            case RedemptionReturned():
                self.used[event.redemption.person_id] -= event.redemption.price
            case GiftSent():
                self.used[event.giver_id] += event.amount
            case GiftReturned():
                self.used[event.giver_id] -= event.amount
            case GiftReceived():
                self.came[event.recipient_id] += event.amount
            case PeriodClosed():
                self.closed.add(event.person_id)
