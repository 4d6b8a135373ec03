"""The use cases of feeds: who subscribes to what, on which terms, and from where on.

Events are kept by ``Keeper`` and read by ``FeedReader``; ``Couriers`` serve webhooks, ``Listeners`` listeners.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.feeds.addresses import Addresses
from services.feeds.domain.audience import beyond
from services.feeds.domain.cursor import NotACursor, Place, completed, cursor_of, text_of
from services.feeds.domain.events import Kind, SecretRotated, SubscriptionCreated
from services.feeds.domain.subscription import Failure, Subscription
from services.feeds.keeping import Keeper
from services.feeds.keys import SubscriptionKeys
from services.feeds.listening import Listeners
from services.feeds.reading import Entry, FeedReader
from services.feeds.refusals import (
    BadFeedCursor,
    PurposeNeeded,
    SubscriptionNotActive,
    TooManySubscriptions,
    UnknownTypes,
    UrlNeeded,
)
from services.feeds.rows import SubscriptionRow
from services.feeds.telling import Teller
from shared.contracts import BY_TYPE
from shared.events import Event
from shared.journal import Cause, Commit, Journal, Page
from shared.web import NotFound
from shared.web.refusals import TokenInvalid

Decide = Callable[[Subscription, datetime], Sequence[Event]]
"""A decision on a subscription at an instant."""

SUBSCRIPTIONS_MAX = 500
"""Each has at most one request on its way, so this also bounds the connections out of the house."""
OLD_SECRET_FOR = timedelta(hours=24)
LOOKED_AT_MAX = 5_000
"""So far behind a cursor is looked for the first event that a subscriber has not taken."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What staff ask for on behalf of a neighbouring system."""

    subscriber: str
    name: str
    contact: str
    purpose: str
    kind: Kind
    types: tuple[str, ...]
    areas: tuple[str, ...]
    url: str
    since: str


class Feeds:
    """The feeds of one city."""

    def __init__(
        self,
        journal: Journal,
        keeper: Keeper,
        reader: FeedReader,
        listeners: Listeners,
        keys: SubscriptionKeys,
        addresses: Addresses,
    ) -> None:
        self.journal = journal
        self.keeper = keeper
        self.reader = reader
        self.listeners = listeners
        self.keys = keys
        self.addresses = addresses

    # -- subscribing

    async def subscribe(self, wish: Wish, *, cause: Cause) -> Commit:
        """Record a subscription. What it hears and from where on is fixed with it.

        Raises ``UnknownTypes``, ``PurposeNeeded``, ``UrlNeeded``, ``AddressRefused``, ``TooManySubscriptions``.
        """
        self._check(wish)
        active = await self.journal.page(SubscriptionRow, with_closed=False, limit=1)
        if active.next and len(await self.journal.all(SubscriptionRow, with_closed=False)) >= SUBSCRIPTIONS_MAX:
            raise TooManySubscriptions(limit=SUBSCRIPTIONS_MAX)
        id, now = cause.new_id(), self.journal.now()
        teller = Teller.of(wish.types, wish.areas, self.keys.pseudonym_key(wish.subscriber))
        created = SubscriptionCreated(
            subscription_id=id,
            subscriber=wish.subscriber,
            name=wish.name,
            contact=wish.contact,
            purpose=wish.purpose,
            kind=wish.kind,
            types=wish.types,
            areas=wish.areas,
            url=wish.url,
            cursor=text_of(await self.places(wish.since, teller.topics)),
            sealed=self.keys.seal(self.keys.new_secret(), id) if wish.kind == "webhook" else "",
            token_mac=self.keys.mac(self.keys.token(id, cause)) if wish.kind == "sse" else "",
            at=now,
        )
        return await self.journal.transact(Subscription.stream(id), cause, lambda new: [created])

    def _check(self, wish: Wish) -> None:
        self.check_types(wish.types)
        if uncovered := beyond(wish.purpose, wish.types):
            raise PurposeNeeded(types=uncovered)
        if (wish.kind == "webhook") != bool(wish.url):
            raise UrlNeeded
        if wish.url:
            self.addresses.check_url(wish.url)

    @staticmethod
    def check_types(types: Iterable[str]) -> None:
        """Raise ``UnknownTypes`` unless every type is one of the contracts."""
        if unknown := sorted(set(types) - set(BY_TYPE)):
            raise UnknownTypes(types=[name[:60] for name in unknown[:10]])

    async def places(self, since: str, topics: Sequence[str]) -> dict[str, Place]:
        """Where to begin: at a cursor, at an instant, or (empty) with what comes next. Raises ``BadFeedCursor``."""
        if not since:
            return {topic: await self.reader.end(topic) for topic in topics}
        try:
            known = cursor_of(since)
        except NotACursor:
            at = _instant(since)
            return {topic: await self.reader.since(topic, at) for topic in topics}
        for topic, place in known.items():
            if not await self.reader.reaches(topic, place):
                raise BadFeedCursor  # of a feed that went further: this one was restored from before it
        missing = {topic: await self.reader.end(topic) for topic in topics if topic not in known}
        return completed(known, topics, missing)

    # -- what happens to a subscription

    async def pause(self, id: str, *, cause: Cause) -> Commit:
        """Stop delivering for now. Raises ``NotFound``, ``AlreadyEnded``."""
        return await self._decide(id, cause, lambda it, now: it.pause(now))

    async def resume(self, id: str, *, cause: Cause) -> Commit:
        """Go on where it was, also after the service itself gave up. Raises ``NotFound``, ``NotPaused``."""
        return await self._decide(id, cause, lambda it, now: it.resume(now))

    async def end(self, id: str, *, cause: Cause) -> Commit:
        """Deliver nothing more, for good. Raises ``NotFound``, ``AlreadyEnded``."""
        return await self._decide(id, cause, lambda it, now: it.end(now))

    async def replay(self, id: str, since: datetime, *, cause: Cause) -> Commit:
        """Deliver again what was kept since then. Raises ``NotFound``, ``AlreadyEnded``."""
        row = await self.subscription(id)
        topics = Teller.of(row.types, row.areas, b"").topics
        cursor = text_of({topic: await self.reader.since(topic, since) for topic in topics})
        return await self._decide(id, cause, lambda it, now: it.replay(since, cursor, now))

    async def rotate(self, id: str, *, cause: Cause) -> Commit:
        """Another secret; a webhook is signed with the old one too for a day. Raises ``NotFound``, ``AlreadyEnded``."""
        row, now = await self.subscription(id), self.journal.now()
        if row.channel == "webhook":
            sealed = self.keys.seal(self.keys.new_secret(), id)
            rotated = SecretRotated(sealed=sealed, old_until=now + OLD_SECRET_FOR, at=now)
        else:
            rotated = SecretRotated(token_mac=self.keys.mac(self.keys.token(id, cause)), at=now)
        return await self._decide(id, cause, lambda it, _: it.rotate(rotated))

    async def _decide(self, id: str, cause: Cause, decide: Decide) -> Commit:
        await self.subscription(id)
        now = self.journal.now()
        return await self.journal.transact(Subscription.stream(id), cause, lambda it: decide(it, now))

    def secret_of(self, commit: Commit, cause: Cause) -> str:
        """The secret or token that a command's commit made: the same when the command is repeated."""
        made = commit.first(SubscriptionCreated, SecretRotated)
        id = commit.stream.partition("/")[2]
        return self.keys.unseal(made.sealed, id) if made.sealed else self.keys.token(id, cause)

    # -- looking

    async def subscription(self, id: str) -> SubscriptionRow:
        """One subscription. Raises ``NotFound``."""
        row = await self.journal.get(SubscriptionRow, id)
        if row is None:
            raise NotFound(what="subscription", subscription_id=id)
        return row

    async def subscriptions(self, *, cursor: str | None, limit: int, with_ended: bool = True) -> Page[SubscriptionRow]:
        """Subscriptions, the newest first."""
        return await self.journal.page(
            SubscriptionRow, order_by="created_at", descending=True, cursor=cursor, limit=limit, with_closed=with_ended
        )

    async def failures(self, id: str) -> list[Failure]:
        """The last failures of a subscription, the newest first. Raises ``NotFound``."""
        await self.subscription(id)
        return await self.journal.ask(Subscription.stream(id), lambda it: list(reversed(it.recent)))

    async def waiting(self, row: SubscriptionRow) -> Entry | None:
        """The oldest event that a webhook has not taken, as far as its record says; ``None`` when there is none."""
        if row.channel != "webhook" or row.status == "ended":
            return None
        teller = Teller.of(row.types, row.areas, b"")
        oldest: Entry | None = None
        for topic, place in completed(cursor_of(row.cursor), teller.topics, {}).items():
            first = await self._first_after(topic, place, teller)
            if first and (oldest is None or first.at < oldest.at):
                oldest = first
        return oldest

    async def _first_after(self, topic: str, place: Place, teller: Teller) -> Entry | None:
        looked = 0
        while looked < LOOKED_AT_MAX:
            entries, place = await self.reader.after(topic, place)
            if not entries:
                return None
            for entry in entries:
                if teller.hears(entry, self.reader):
                    return entry
            looked += len(entries)
        return None

    # -- listening

    async def listener_of(self, token: str) -> Subscription:
        """The subscription that a listener's token is of. Raises ``TokenInvalid``, ``SubscriptionNotActive``."""
        id = self.keys.subscription_of(token)
        if id is None or "/" in id:
            raise TokenInvalid
        found = await self.journal.ask(Subscription.stream(id), lambda it: it.model_copy())
        if not self.keys.fits(token, found.token_mac):
            raise TokenInvalid
        if found.status != "active":
            raise SubscriptionNotActive
        return found


def _instant(text: str) -> datetime:
    """An instant with its offset. Raises ``BadFeedCursor``."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadFeedCursor from error
    if at.tzinfo is None or not 1900 <= at.year <= 2199:
        raise BadFeedCursor
    return at
