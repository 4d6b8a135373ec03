"""``kyoso ledger check``: recompute every sum from the journal and compare it with states and rows.

May run while points are being earned: what moved meanwhile is compared again.
"""

import asyncio
from collections.abc import Iterable, Sequence

from services.points.books import Books, Difference, Holding
from services.points.domain.account import Account
from services.points.domain.programme import Programme
from services.points.domain.reward import Reward
from services.points.rows import AccountRow
from services.points.sums import SUMS, Sums
from shared.journal import Journal
from shared.web import View

COMPARED_AT_ONCE = 200
ROUNDS_MAX = 5


class LedgerSumView(View):
    """One sum: what it is called, what it is, and how it comes about."""

    sum: str
    points: int
    ja: str
    en: str


class ProgrammeBooks(View):
    """One programme: ``issuer`` gave (below zero), the others hold; ``total`` must be zero. ``sums`` tells of each."""

    programme_id: str
    issuer: int
    budget: int
    in_flight: int
    accounts: int
    debts: int
    held: int
    redeemed: int
    giving: int
    expired: int
    total: int
    sums: tuple[LedgerSumView, ...]


class DifferenceView(View):
    """One thing that does not add up, and the stream to look at."""

    programme_id: str
    stream: str
    ja: str
    en: str


class LedgerReport(View):
    """The books. ``balanced``: every commit, every programme, every account and every stock adds up.

    ``under_way`` counts earnings, gifts and reservations between two streams; zero when nothing is going on.
    """

    balanced: bool
    commits: int
    accounts: int
    rewards: int
    under_way: int
    programmes: tuple[ProgrammeBooks, ...]
    differences: tuple[DifferenceView, ...]
    differences_left_off: int = 0

    def lines(self, language: str = "ja") -> list[str]:
        """The report as lines for people."""
        ja = language == "ja"
        lines = [
            f"{self.commits} 件の記録と {self.accounts} の口座、{self.rewards} の特典を確かめました。"
            if ja
            else f"{self.commits} commits, {self.accounts} accounts and {self.rewards} rewards were checked."
        ]
        for books in self.programmes:
            lines.append(_programme_line(books, ja=ja))
            lines += [f"  {each.ja if ja else each.en}" for each in books.sums]
        if self.under_way:
            lines.append(
                f"途中のもの（付与・利用・贈る）が {self.under_way} 件あります。"
                if ja
                else f"{self.under_way} earnings, redemptions or gifts are under way."
            )
        lines += [f"{found.stream}: {found.ja if ja else found.en}" for found in self.differences]
        if self.differences_left_off:
            lines.append(f"ほか {self.differences_left_off} 件" if ja else f"and {self.differences_left_off} more")
        if self.balanced:
            lines.append("帳簿は合っています。" if ja else "The books balance.")
        else:
            lines.append("帳簿が合いません。" if ja else "The books do not balance.")
        return lines


async def check_ledger(journal: Journal) -> LedgerReport:
    """Check the books of an open journal against its states and rows; differences come in words."""
    books = Books()
    await books.read(journal)
    found: list[Difference] = []
    suspects: Iterable[str] = await _streams(journal, books)
    for _ in range(ROUNDS_MAX):
        differing = await _differing(journal, books, list(suspects))
        touched = await books.read(journal)
        found += [difference for difference in differing if difference.stream not in touched]
        suspects = {difference.stream for difference in differing if difference.stream in touched}
        if not suspects:
            break
    found = [*books.differences, *books.overdrawn(), *found]
    for programme_id, sums in books.programmes.items():
        if sums.total:
            stream = Programme.stream(programme_id).name
            ja, en = f"合計が0になりません（{sums.total}）。", f"The sum is not zero but {sums.total}."
            found.append(Difference(programme_id, stream, ja, en))
    return LedgerReport(
        balanced=not found and not books.differences_left_off,
        commits=books.commits,
        accounts=len(books.holdings),
        rewards=len(books.rewards),
        under_way=books.under_way,
        programmes=tuple(_view(id, sums) for id, sums in sorted(books.programmes.items())),
        differences=tuple(
            DifferenceView(programme_id=d.programme_id, stream=d.stream, ja=d.ja, en=d.en) for d in found
        ),
        differences_left_off=books.differences_left_off,
    )


async def _streams(journal: Journal, books: Books) -> set[str]:
    """Every stream that has sums: those of the postings, and accounts that only a row knows."""
    names = {Programme.stream(id).name for id in books.programmes}
    names |= {Account.stream(id).name for id in books.holdings}
    names |= {Reward.stream(id).name for id in books.rewards}
    cursor: str | None = None
    while True:
        page = await journal.page(AccountRow, cursor=cursor, limit=200)
        names |= {Account.stream(row.id).name for row in page.items}
        cursor = page.next
        if cursor is None:
            return names


async def _differing(journal: Journal, books: Books, streams: Sequence[str]) -> list[Difference]:
    """Streams whose state or row says something else than the postings."""
    found: list[Difference] = []
    for start in range(0, len(streams), COMPARED_AT_ONCE):
        part = streams[start : start + COMPARED_AT_ONCE]
        outcomes = await asyncio.gather(*(_compare(journal, books, name) for name in part))
        found += [difference for outcome in outcomes for difference in outcome]
    return found


async def _compare(journal: Journal, books: Books, stream: str) -> list[Difference]:
    kind, _, key = stream.partition("/")
    if kind == Programme.kind:
        posted = books.programmes.get(key, Sums()).budget
        left = await journal.ask(Programme.stream(key), lambda programme: programme.left)
        if posted == left:
            return []
        ja, en = f"予算の残りは {left}、仕訳では {posted} です。", f"The budget says {left}, the postings {posted}."
        return [Difference(key, stream, ja, en)]
    if kind == Reward.kind:
        return await _compare_stock(journal, books, key, stream)
    holding = books.holdings.get(key, Holding())
    in_lots, balance, debt, held = await journal.ask(Account.stream(key), _sums_of)
    row = await journal.get(AccountRow, key)
    found: list[Difference] = []
    for where_ja, where_en, is_balance, is_debt, is_held in (
        ("口座", "account", balance, debt, held),
        ("付与分の合計", "sum of the lots", in_lots, debt, held),
        ("一覧", "row", row.balance if row else 0, row.debt if row else 0, row.held if row else 0),
    ):
        if (is_balance, is_debt, is_held) != (holding.balance, holding.debt, holding.held):
            ja = (
                f"{where_ja}は残高 {is_balance}・不足 {is_debt}・引当て中 {is_held}、"
                f"仕訳では {holding.balance}・{holding.debt}・{holding.held} です。"
            )
            en = (
                f"The {where_en} says balance {is_balance}, debt {is_debt} and held {is_held},"
                f" the postings {holding.balance}, {holding.debt} and {holding.held}."
            )
            found.append(Difference("", stream, ja, en))
    return found


async def _compare_stock(journal: Journal, books: Books, reward_id: str, stream: str) -> list[Difference]:
    """A reward's state against what was reserved, and against its stock."""
    out, stock = await journal.ask(Reward.stream(reward_id), lambda reward: (reward.out, reward.stock))
    counted = books.rewards[reward_id].out
    if out == counted <= stock:
        return []
    ja = f"在庫 {stock} のうち {out} を出したことになっていますが、記録では {counted} です。"
    en = f"The reward says that {out} of {stock} are out, the records {counted}."
    return [Difference("", stream, ja, en)]


def _sums_of(account: Account) -> tuple[int, int, int, int]:
    return sum(lot.remaining for lot in account.lots.values()), account.balance, account.debt, account.held


def _view(programme_id: str, sums: Sums) -> ProgrammeBooks:
    return ProgrammeBooks(
        programme_id=programme_id,
        issuer=sums.issuer,
        budget=sums.budget,
        in_flight=sums.in_flight,
        accounts=sums.accounts,
        debts=sums.debts,
        held=sums.held,
        redeemed=sums.redeemed,
        giving=sums.giving,
        expired=sums.expired,
        total=sums.total,
        sums=tuple(_sum_view(kind, sums) for kind in SUMS),
    )


def _sum_view(kind: str, sums: Sums) -> LedgerSumView:
    words, points = SUMS[kind], sums.of(kind)
    how_ja, how_en = sums.explained(kind)
    return LedgerSumView(
        sum=kind,
        points=points,
        ja=f"{words.ja} {points:,}: {words.what_ja}。{how_ja}",
        en=f"{words.en} {points:,}: {words.what_en}. {how_en}",
    )


def _programme_line(books: ProgrammeBooks, *, ja: bool) -> str:
    if ja:
        return (
            f"{books.programme_id}: 発行 {-books.issuer} = 予算の残り {books.budget} + 途中 {books.in_flight}"
            f" + 口座 {books.accounts} - 不足 {-books.debts} + 引当て中 {books.held} + 利用済み {books.redeemed}"
            f" + 贈る途中 {books.giving} + 失効 {books.expired}（差 {books.total}）"
        )
    return (
        f"{books.programme_id}: issued {-books.issuer} = budget left {books.budget} + in flight {books.in_flight}"
        f" + accounts {books.accounts} - debts {-books.debts} + held {books.held} + redeemed {books.redeemed}"
        f" + being given {books.giving} + expired {books.expired} (off by {books.total})"
    )
