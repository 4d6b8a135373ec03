"""The ledger accounts of a programme, the only ways in which points move between them, and both in words.

A movement that is not in ``FLOWS`` is no movement of ours: the books report it, whoever wrote it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.points.domain.events import BUDGET, EXPIRED, GIVING, HELD, IN_FLIGHT, ISSUER, REDEEMED, Entry

ACCOUNT = "account"
DEBT = "debt"

Flow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What a sum is called, and what it is."""

    ja: str
    en: str
    what_ja: str
    what_en: str


SUMS: Mapping[str, Words] = {
    ISSUER: Words(
        "発行",
        "issued",
        "発行者が事業に出したポイント（出した側なので0以下）",
        "what the issuer gave the programme; the giving side, so never above zero",
    ),
    BUDGET: Words(
        "予算の残り", "budget left", "これから付与できるポイント", "what the programme may still give for taking part"
    ),
    IN_FLIGHT: Words(
        "付与の途中",
        "in flight",
        "予算を出て、まだ口座に届いていないポイント（付与の途中がなければ0）",
        "what left the budget and is not in an account yet; zero when nothing is being earned",
    ),
    ACCOUNT: Words(
        "口座", "accounts", "利用者が使えるポイントの合計", "what people can spend: the sum of all lots of all accounts"
    ),
    DEBT: Words(
        "不足",
        "debts",
        "使った後で付与が取り消された分（0以下。次の付与から差し引く）",
        "what was spent before its earning was reversed; never above zero, repaid by the next earnings",
    ),
    HELD: Words(
        "引当て中",
        "held",
        "特典と引き換えるために口座を出て、まだ受渡しの済んでいないポイント",
        "what was paid for rewards that still wait for their person",
    ),
    REDEEMED: Words(
        "利用済み",
        "redeemed",
        "受渡しの済んだ特典に使われたポイント（戻らない）",
        "what was paid for rewards that were handed over; it never comes back",
    ),
    GIVING: Words(
        "贈る途中",
        "being given",
        "贈る人の口座を出て、まだ相手に届いていないポイント（贈る途中がなければ0）",
        "what left a giver's account and is not in the recipient's yet; zero when nothing is being given",
    ),
    EXPIRED: Words("失効", "expired", "期限が過ぎてなくなったポイント", "what was lost to time"),
}
"""Ledger account → words, in the order in which a report tells them."""

FLOWS: Mapping[Flow, tuple[str, str]] = {
    (ISSUER, BUDGET): ("予算の設定", "budget set"),
    (BUDGET, IN_FLIGHT): ("付与のための引当て", "reserved for earnings"),
    (IN_FLIGHT, BUDGET): ("予算への戻し", "returned to the budget"),
    (IN_FLIGHT, ACCOUNT): ("付与", "earned"),
    (IN_FLIGHT, DEBT): ("付与からの差引き", "repaid by earnings"),
    (ACCOUNT, IN_FLIGHT): ("付与取消", "reversed"),
    (DEBT, IN_FLIGHT): ("使った後の付与取消", "reversed after it was spent"),
    (ACCOUNT, EXPIRED): ("失効", "expired"),
    (ACCOUNT, HELD): ("利用", "redeemed"),
    (HELD, REDEEMED): ("受渡し", "handed over"),
    (HELD, ACCOUNT): ("受け取らなかった分の戻し", "returned unfetched"),
    (HELD, DEBT): ("戻しからの差引き", "repaid by what returned unfetched"),
    (ACCOUNT, GIVING): ("贈った分", "given"),
    (GIVING, ACCOUNT): ("贈られた分と届かなかった分", "received, or back undelivered"),
    (GIVING, DEBT): ("届かなかった分からの差引き", "repaid by what came back undelivered"),
}
"""From one ledger account to another → words. There is no other way."""


@dataclass(slots=True)
class Sums:
    """The ledger accounts of one programme. Together they are zero."""

    held_by: dict[str, int] = field(default_factory=dict)
    """Points by kind of ledger account."""
    flows: dict[Flow, int] = field(default_factory=dict)
    """Points that moved from one kind to another, all in all."""
    off: int = 0
    """By how much single commits were unbalanced, told another sum than they posted, or moved what nothing moves."""

    def add(self, kind: str, points: int) -> None:
        """``points`` came to a ledger account (below zero: left it)."""
        self.held_by[kind] = self.held_by.get(kind, 0) + points

    def of(self, kind: str) -> int:
        """What is in the ledger accounts of a kind."""
        return self.held_by.get(kind, 0)

    @property
    def issuer(self) -> int:
        return self.of(ISSUER)

    @property
    def budget(self) -> int:
        return self.of(BUDGET)

    @property
    def in_flight(self) -> int:
        return self.of(IN_FLIGHT)

    @property
    def accounts(self) -> int:
        return self.of(ACCOUNT)

    @property
    def debts(self) -> int:
        return self.of(DEBT)

    @property
    def held(self) -> int:
        return self.of(HELD)

    @property
    def redeemed(self) -> int:
        return self.of(REDEEMED)

    @property
    def giving(self) -> int:
        return self.of(GIVING)

    @property
    def expired(self) -> int:
        return self.of(EXPIRED)

    @property
    def total(self) -> int:
        return sum(self.held_by.values())

    def explained(self, kind: str) -> tuple[str, str]:
        """How a sum comes about, Japanese and English: ``earned +150, redeemed -30``."""
        ja, en = [], []
        for (source, target), points in sorted(self.flows.items(), key=_in_order):
            if kind in (source, target):
                words = FLOWS.get((source, target), ("不明な動き", "moved in no known way"))
                signed = f"{points if kind == target else -points:+,}"
                ja.append(f"{words[0]} {signed}")
                en.append(f"{words[1]} {signed}")
        return "、".join(ja) or "動きなし", ", ".join(en) or "nothing moved"


def kind_of(account: str) -> str:
    """The kind of a ledger account: ``account/p1`` is an ``account``."""
    return account.partition("/")[0]


def flows_of(entries: Sequence[Entry]) -> Iterator[tuple[Flow, int]]:
    """From where to where points moved in one balanced posting: what left, in its order, fills what came."""
    sources = [(kind_of(account), -points) for account, points in entries if points < 0]
    for account, points in entries:
        wanted = points
        while wanted > 0 and sources:
            source, left = sources.pop(0)
            taken = min(left, wanted)
            yield (source, kind_of(account)), taken
            wanted -= taken
            if left > taken:
                sources.insert(0, (source, left - taken))


def _in_order(item: tuple[Flow, int]) -> int:
    flow, _ = item
    return list(FLOWS).index(flow) if flow in FLOWS else len(FLOWS)
