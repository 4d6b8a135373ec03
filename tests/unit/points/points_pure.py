"""Points without a store: decisions folded at once, the saga followed by hand, every commit kept for the books."""

from datetime import UTC, date, datetime, timedelta

from services.points.books import Books
from services.points.domain.account import Account
from services.points.domain.giving import GiftLimits
from services.points.domain.programme import Claim, Programme, Terms
from services.points.domain.reward import Offer, RedemptionLimits, Reward
from services.points.domain.spending_events import RedemptionHeld
from services.points.reactions import REACTIONS
from services.points.rows import HistoryRow, project
from shared.clock import TOKYO, tokyo_date
from shared.journal import Commit, Following, Record

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=TOKYO).astimezone(UTC)
DAY = date(2026, 11, 22)
NUMBER = "12345678"
LIMITS = RedemptionLimits(open_max=10, a_day_max=20)
GIFTS = GiftLimits(given_a_day=200, gifts_a_day=10)


def terms(**changes):
    return Terms(
        **{
            "programme_id": "attendance-2026",
            "name_ja": "参加ポイント",
            "name_en": "Points for taking part",
            "budget": 1_000,
            "amount": 50,
            "daily_cap": 100,
            "starts_on": date(2026, 4, 1),
            "ends_on": date(2027, 3, 31),
            **changes,
        }
    )


def an_offer(**changes):
    return Offer(
        **{
            "reward_id": "seeds",
            "name_ja": "花の種",
            "name_en": "Flower seeds",
            "description_ja": "公園の花の種",
            "description_en": "Seeds of the park's flowers",
            "place": "大沢コミュニティ・センター",
            "price": 50,
            "stock": 3,
            "starts_on": date(2026, 4, 1),
            "ends_on": date(2027, 3, 31),
            "keep_days": 14,
            **changes,
        }
    )


class Pure:
    """One programme and its accounts; rewards when they are offered."""

    def __init__(self, **changes):
        self.now = NOON
        self.books = Books()
        self.facts = 0
        self.states = {}
        self.events = []
        self.lines = []
        if changes.get("budget", 1) is not None:
            self.commit(self.programme, self.programme.open(terms(**changes)))

    @property
    def programme(self):
        return self._state(Programme.stream("attendance-2026"))

    def account(self, person="p1"):
        return self._state(Account.stream(person))

    def _state(self, stream):
        return self.states.setdefault(stream.name, stream.state(stream_name=stream.name))

    def commit(self, state, events):
        """Fold, keep for the books, and follow the saga to its end; all events of the chain."""
        if not events:
            return []
        for event in events:
            state.apply(event)
            self.lines += [row for row in project(state, event) if isinstance(row, HistoryRow)]
        self.books.take([_commit(state.stream_name, self.books.versions.get(state.stream_name, 0) + 1, events)])
        self.events += events
        done = list(events)
        for event in events:
            for reaction in REACTIONS:
                if type(event) is reaction.event:
                    for stream, decide in reaction.steps(event, Following("e", state.stream_name, self.now, "", str)):
                        target = self._state(stream)
                        done += self.commit(target, decide(target))
        return done

    def attend(self, activity="a1", person="p1", day=None, sequence=None, programme="attendance-2026"):
        self.facts += 1
        programme = self._state(Programme.stream(programme))
        claim = Claim(
            f"fact-{self.facts}", person, activity, sequence or f"{self.facts:012d}", day or tokyo_date(self.now)
        )
        return self.commit(programme, programme.reserve(claim, self.now))

    def correct(self, activity="a1", person="p1", sequence=None):
        self.facts += 1
        sequence = sequence or f"{self.facts:012d}"
        account = self.account(person)
        return self.commit(account, account.correct(activity, sequence, tokyo_date(self.now), self.now))

    def open_programme(self, programme_id, **changes):
        programme = self._state(Programme.stream(programme_id))
        self.commit(programme, programme.open(terms(programme_id=programme_id, **changes)))

    def reward(self, reward_id="seeds"):
        return self._state(Reward.stream(reward_id))

    def offer(self, **changes):
        offer = an_offer(**changes)
        return self.commit(self.reward(offer.reward_id), self.reward(offer.reward_id).offer(offer))

    def redeem(self, person="p1", reward="seeds", limits=LIMITS):
        """Reserved on what the account looks like; the account decides. All events of the chain, the id first."""
        self.facts += 1
        standing = self.account(person).standing(self.now)
        id = f"r{self.facts}"
        return self.commit(
            self.reward(reward), self.reward(reward).reserve(id, person, NUMBER, standing, limits, self.now)
        )

    def hand_over(self, id, person="p1", number=NUMBER):
        return self.commit(self.account(person), self.account(person).hand_over(id, number, self.now))

    def cancel(self, id, person="p1"):
        return self.commit(self.account(person), self.account(person).cancel(id, self.now))

    def leave_unfetched(self, id, person="p1"):
        return self.commit(self.account(person), self.account(person).fall_unfetched(id, self.now))

    def greet(self, *persons):
        for person in persons:
            self.commit(self.account(person), self.account(person).open())

    def give(self, amount, giver="p1", to="p2", limits=GIFTS):
        self.facts += 1
        account = self.account(giver)
        return self.commit(account, account.give(f"g{self.facts}", to, amount, limits, self.now))

    def erase(self, person="p1"):
        return self.commit(self.account(person), self.account(person).erase(self.now))

    def pass_time(self, by=timedelta(days=1)):
        self.now += by

    def fall_due(self, person="p1"):
        return self.commit(self.account(person), self.account(person).fall_due(self.now))


def _commit(stream, version, events):
    return Commit(
        id=f"{stream}-{version}",
        stream=stream,
        version=version,
        cause=f"cause/{stream}/{version}",
        digest="",
        at=NOON,
        actor="test",
        trace="",
        records=tuple(Record(event.type, event.body()) for event in events),
        _events=tuple(events),
    )


def redeemed(world, **who):
    """The id of a redemption that is kept from now on."""
    (held,) = only(world.redeem(**who), RedemptionHeld)
    return held.redemption.redemption_id


def only(events, kind):
    return [event for event in events if type(event) is kind]


def kinds(events):
    return [type(event).__name__ for event in events if type(event).__name__ != "Posted"]
