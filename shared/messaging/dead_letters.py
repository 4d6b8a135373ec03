"""What an operator does with dead letters of one service: look, replay in order, or discard. Each act is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shared.errors import Refusal
from shared.journal import Journal
from shared.journal.port import DeadLetter
from shared.messaging import letters
from shared.messaging.dispatch import Dispatch, Failed, arrived_of
from shared.messaging.relays import AnyRelay
from shared.metrics import Metrics


class NoSuchLetter(Refusal):
    """No letter of this service has that id."""

    status = 404
    code = "no-such-letter"
    ja = "その配送不能イベント（{id}）はこのサービスにありません。"
    en = "This service has no dead letter {id}."
    next_ja = "`kyoso dead-letters list` で番号を確かめてください。"
    next_en = "Look the id up with `kyoso dead-letters list`."


class LetterNotFirst(Refusal):
    """The letter waits behind another one, or is closed."""

    status = 409
    code = "letter-not-first"
    ja = "このイベントは「{status}」の状態なので、いま再実行や破棄はできません。"
    en = "This letter is {status}; only a failed one can be replayed or discarded."
    next_ja = "同じ対象の、失敗したイベントを先に処理してください。"
    next_en = "Deal with the failed letter of the same subject first."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a replay or a discard: how many events were handled, and why it stopped, if it did."""

    handled: int
    still_failing: str = ""


class DeadLetters:
    """The dead letters of one service: of its handlers and of its own reactions."""

    def __init__(self, journal: Journal, dispatch: Dispatch, relay: AnyRelay, metrics: Metrics) -> None:
        self._journal = journal
        self._dispatch = dispatch
        self._relay = relay
        self._metrics = metrics
        self._in_hand: set[tuple[str, str]] = set()

    async def list(self, *, closed: bool = False) -> list[DeadLetter]:
        """Open letters in order; with ``closed`` those that were dealt with."""
        statuses = letters.CLOSED if closed else letters.OPEN
        return [letter async for letter in letters.every(self._journal.store, statuses)]

    async def show(self, id: str) -> DeadLetter:
        """One letter. Raises ``NoSuchLetter``."""
        letter = await self._journal.store.letter(id)
        if letter is None:
            raise NoSuchLetter(id=id)
        return letter

    async def replay(self, id: str, *, by: str) -> Outcome:
        """Handle a letter again, then what waits behind it, in order, until one fails.

        Raises ``NoSuchLetter``, ``LetterNotFirst``; ``GaveUp`` when the store stays away, then go on with the next one.
        """
        letter = await self._first(id)
        if letter.origin == "reaction":
            reason = await self._relay.parked.release(letter, without_it=False, by=by)
            return Outcome(0 if reason else 1, reason)
        with self._alone_with(letter):
            return await self._drain(letter, by, letter.topic, letter.subject)

    async def discard(self, id: str, *, by: str) -> Outcome:
        """Never handle this one; what waits behind it goes on, in order. Raises as ``replay`` does."""
        letter = await self._first(id)
        if letter.origin == "reaction":
            reason = await self._relay.parked.release(letter, without_it=True, by=by)
            return Outcome(0 if reason else 1, reason)
        with self._alone_with(letter):
            await self._journal.store.mark_letter(id, "discarded", by, self._journal.now())
            self._dispatch.discard(id)
            self._metrics.dead_letters_open.dec()
            return await self._drain(None, by, letter.topic, letter.subject)

    async def drain_left_behind(self) -> int:
        """Handle events that wait behind no letter any more; how many.

        A replica may park an event at the moment in which an operator, elsewhere, empties its subject's queue.
        """
        if not self._dispatch.parks:
            return 0
        heads: dict[tuple[str, str], DeadLetter] = {}
        async for letter in letters.every(self._journal.store, ("failed", "parked")):
            if letter.origin == "event" and letter.subject:
                heads.setdefault((letter.topic, letter.subject), letter)
        handled = 0
        for (topic, subject), letter in heads.items():
            if letter.status == "parked" and (topic, subject) not in self._in_hand:
                with self._alone_with(letter):
                    handled += (await self._drain(None, "replica", topic, subject)).handled
        return handled

    async def _first(self, id: str) -> DeadLetter:
        """The letter, if it is the one its subject waits for: a failed one, or what a stop in mid-replay left first."""
        letter = await self.show(id)
        place = (letter.topic, letter.subject)
        if place in self._in_hand or (letter.origin == "reaction" and self._relay.parked.releasing(letter.subject)):
            raise LetterNotFirst(status="releasing")
        if letter.status != "failed" and not await self._is_left_first(letter):
            raise LetterNotFirst(status=letter.status)
        return letter

    async def _is_left_first(self, letter: DeadLetter) -> bool:
        if letter.status != "parked":
            return False
        async for other in letters.every(self._journal.store, ("failed", "parked")):
            if (other.topic, other.subject) == (letter.topic, letter.subject):
                return other.id == letter.id
        return False

    @contextmanager
    def _alone_with(self, letter: DeadLetter) -> Iterator[None]:
        """Two operators at one subject would handle its events out of order."""
        place = (letter.topic, letter.subject)
        self._in_hand.add(place)
        try:
            yield
        finally:
            self._in_hand.discard(place)

    async def _drain(self, first: DeadLetter | None, by: str, topic: str, subject: str) -> Outcome:
        """Handle a letter and those parked behind it; the subject is let go when none is left."""
        letter, handled = first, 0
        while True:
            if letter is None:
                async with self._dispatch.parking:
                    letter = await self._next_parked(topic, subject) if subject else None
                    if letter is None:
                        self._dispatch.let_go(topic, subject)
                        return Outcome(handled)
            try:
                await self._dispatch.handle(arrived_of(letter))
            except Failed as failed:
                now = self._journal.now()
                await self._journal.store.mark_letter(
                    letter.id, "failed", by, now, f"{failed.handler}: {failed.reason}"
                )
                return Outcome(handled, failed.reason)
            await self._journal.store.mark_letter(letter.id, "replayed", by, self._journal.now())
            self._metrics.dead_letters_open.dec()
            handled += 1
            letter = None

    async def _next_parked(self, topic: str, subject: str) -> DeadLetter | None:
        async for letter in letters.every(self._journal.store, ("parked",)):
            if (letter.topic, letter.subject) == (topic, subject):
                return letter
        return None
