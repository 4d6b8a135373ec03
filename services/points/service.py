"""The use cases of points: open a programme, earn once for an attendance, take back, let lots end, tell the balance.

Rewards and gifts have modules of their own.
"""

from dataclasses import dataclass

from services.points.domain.account import Account
from services.points.domain.lot import Lot
from services.points.domain.programme import HELP_OCCASION, Claim, Programme, Terms
from services.points.gifts import Gifts
from services.points.rewards import Rewards
from services.points.rows import AccountRow, HistoryRow, ProgrammeRow
from services.points.rules import EarningRules, SpendingRules
from shared.clock import tokyo_date
from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.journal import Cause, Chain, Commit, Fact, Journal, Page

LOTS_SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is in an account now: the lots in the order they are spent (the first 200), and all of its sums."""

    balance: int
    debt: int
    held: int
    lots: tuple[Lot, ...]
    lots_left_off: int


class Points:
    """Programmes and accounts; ``rewards`` and ``gifts``."""

    def __init__(self, journal: Journal, rules: EarningRules, spending: SpendingRules) -> None:
        self.journal = journal
        self.rules = rules
        self.rewards = Rewards(journal, spending)
        self.gifts = Gifts(journal, spending)

    # -- programmes

    async def open_programme(self, terms: Terms, *, cause: Cause) -> Commit:
        """Open a programme with its whole budget. Raises ``ProgrammeExists`` and the refusals of its terms."""
        return await self.journal.transact(Programme.stream(terms.programme_id), cause, lambda p: p.open(terms))

    async def programmes(self, *, cursor: str | None = None, limit: int = 50) -> Page[ProgrammeRow]:
        """Programmes, the newest term first."""
        return await self.journal.page(ProgrammeRow, order_by="starts_on", descending=True, cursor=cursor, limit=limit)

    async def programme(self, programme_id: str) -> tuple[ProgrammeRow, int] | None:
        """A programme and exactly what is left of its budget; ``None`` when there is none of that id."""
        row = await self.journal.get(ProgrammeRow, programme_id)
        if row is None:
            return None
        return row, await self.journal.ask(Programme.stream(programme_id), lambda p: p.left)

    # -- earning

    async def earn_for_attendance(self, event: ActivityAttended, *, cause: Cause) -> Chain:
        """Credit one attendance, to the end of its saga: a correction that follows must find what it corrects."""
        fact = _fact(cause)
        day = tokyo_date(fact.at)
        claim = Claim(fact.id, event.person_id, occasion_of(event), fact.sequence, day)
        programme = Programme.stream(self.rules.attendance_programme(day))
        now = self.journal.now()
        reserved = await self.journal.transact(programme, cause, lambda p: p.reserve(claim, now))
        return await self.journal.settle(reserved)

    async def thank(self, person_id: str, request_id: str, role: str, *, cause: Cause) -> Chain:
        """Credit one help or greeting, once a request; a city without a programme for it gives nothing, and says so."""
        fact = _fact(cause)
        day = tokyo_date(fact.at)
        programme_id = self.rules.help_programme(day, role)
        if programme_id is None:
            return await self.journal.settle(await self.greet(person_id, cause=cause))
        claim = Claim(fact.id, person_id, f"{HELP_OCCASION}{request_id}", fact.sequence, day)
        now = self.journal.now()
        reserved = await self.journal.transact(
            Programme.stream(programme_id), cause, lambda programme: programme.reserve(claim, now)
        )
        return await self.journal.settle(reserved)

    async def reverse_for_correction(self, event: AttendanceCorrected, *, cause: Cause) -> Chain:
        """Take back exactly what the attendance earned, and return it to its budget."""
        fact = _fact(cause)
        day, now = tokyo_date(fact.at), self.journal.now()
        corrected = await self.journal.transact(
            Account.stream(event.person_id),
            cause,
            lambda account: account.correct(occasion_of(event), fact.sequence, day, now),
        )
        return await self.journal.settle(corrected)

    async def greet(self, person_id: str, *, cause: Cause) -> Commit:
        """There is such a person: they can be given points."""
        return await self.journal.transact(Account.stream(person_id), cause, lambda account: account.open())

    async def forget(self, person_id: str, *, cause: Cause) -> Commit:
        """The person was erased: what is kept for them ends, the account moves no more and keeps only its opaque id."""
        now = self.journal.now()
        return await self.journal.transact(Account.stream(person_id), cause, lambda account: account.erase(now))

    async def fall_due(self, row: AccountRow, *, cause: Cause) -> Commit:
        """Time did something to an account: lots end, books close."""
        now = self.journal.now()
        return await self.journal.transact(Account.stream(row.id), cause, lambda account: account.fall_due(now))

    # -- reading

    async def holdings(self, person_id: str) -> Holdings:
        """What is in an account now, exactly. An account nobody has earned on is empty."""
        return await self.journal.ask(Account.stream(person_id), _holdings)

    async def balance(self, person_id: str) -> int:
        """What a person can spend now."""
        return await self.journal.ask(Account.stream(person_id), lambda account: account.balance)

    async def history(self, person_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[HistoryRow]:
        """What happened to an account, the newest first."""
        return await self.journal.page(
            HistoryRow, where={"person_id": person_id}, order_by="at", descending=True, cursor=cursor, limit=limit
        )


def occasion_of(event: ActivityAttended | AttendanceCorrected) -> str:
    """What earns once: the activity, and of one with sessions each of them (``<activity>#<session>``)."""
    return event.activity_id if event.session is None else f"{event.activity_id}#{event.session}"


def _holdings(account: Account) -> Holdings:
    lots = account.spendable()
    shown = tuple(lot.model_copy() for lot in lots[:LOTS_SHOWN_MAX])
    return Holdings(account.balance, account.debt, account.held, shown, len(lots) - len(shown))


def _fact(cause: Cause) -> Fact:
    if cause.fact is None:
        raise ValueError("only a fact from the bus earns or takes back")
    return cause.fact
