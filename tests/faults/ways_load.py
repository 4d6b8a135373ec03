"""The load of the ways test: what 200 writers know, and a record of every answer that came."""

import heapq
import random
import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.faults.ways_refused import CLOSED, LENT, RULE, TAKEN, Refused
from tests.faults.ways_tables import TOKYO

START = datetime(2028, 2, 21, 9, 0, tzinfo=TOKYO)
"""Before a leap day, a change of prices in the middle of a month, and the end of a fiscal year."""
STAFF, MANAGER = "staff-mori", "staff-sato"
KNOWN_MAX, RECENT_MAX, SAMPLE_MAX = 6_000, 250, 500
JUDGED = {"book", "several", "hold", "change"}


@dataclass(eq=False, slots=True)
class Op:
    """One request under one key, and its first answer."""

    n: int
    kind: str
    method: str
    path: str
    by: str
    roles: Sequence[str]
    body: Any
    about: "Booking | None" = None
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    status: int = 0
    answer: dict[str, Any] = field(default_factory=dict)
    began: datetime = START
    """When it was first sent, on the town's clock: an answer may be of a decision that was made then, before a kill."""
    position: int = 0
    """Where the journal was then, as far as was known."""
    sent: int = 0

    def line(self) -> dict[str, Any]:
        """As the town reads it."""
        return {name: getattr(self, name) for name in ("n", "method", "path", "by", "roles", "body", "key")}


@dataclass(slots=True)
class Booking:
    """A booking as the client knows it."""

    id: str
    by: str
    status: str
    body: dict[str, Any]
    paid: bool = False


class Known:
    """Bookings of which somebody knows, by status; of each the newest few."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._all: dict[str, Booking] = {}
        self._recent: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=RECENT_MAX))
        self.coming: list[tuple[str, str]] = []
        """By their start: what may be begun."""

    def put(self, booking: Booking) -> None:
        """It is now so."""
        before = self._all.pop(booking.id, None)
        booking.paid = booking.paid or (before is not None and before.paid)
        self._all[booking.id] = booking
        self._recent[booking.status].append(booking.id)
        if booking.status == "confirmed":
            heapq.heappush(self.coming, (_utc(booking.body["starts_at"]), booking.id))
        if len(self._all) > KNOWN_MAX:
            self._all.pop(next(iter(self._all)))

    def get(self, id: str) -> Booking | None:
        """One, if it is still known."""
        return self._all.get(id)

    def one(self, *statuses: str, paid: bool | None = None) -> Booking | None:
        """Any that is in one of these states, as far as is known."""
        for _ in range(8):
            ids = self._recent[self._chance.choice(statuses)]
            found = self._all.get(self._chance.choice(ids)) if ids else None
            if found is not None and found.status in statuses and paid in (None, found.paid):
                return found
        return None

    def beginning(self, now: str) -> Booking | None:
        """The next whose time has come, with a code to begin it."""
        while self.coming and self.coming[0][0] <= now:
            found = self._all.get(heapq.heappop(self.coming)[1])
            if found is not None and found.status == "confirmed" and found.body.get("start_code"):
                return found
        return None


class Load:
    """Chooses what is asked next, knowing only what was answered."""

    def __init__(self, seed: int, mix: dict[Callable[["Load"], Op], float]) -> None:
        self.chance = random.Random(seed)
        self._kinds, self._weights = zip(*mix.items(), strict=True)
        self.now, self.position, self.made = START, 0, 0
        self.known = Known(self.chance)
        self.next_up: deque[Op] = deque()
        """What has to be asked next: the second clerk with the same money."""
        self.closures: list[tuple[str, str]] = []
        self.offers: deque[tuple[str, str, list[str]]] = deque(maxlen=500)
        self.owed: deque[tuple[str, str, int]] = deque(maxlen=500)
        self.done = 0
        self.sample: list[Op] = []
        """Some of what was acknowledged, each as likely as any other: to be asked again."""
        self.counted: Counter[tuple[str, str]] = Counter()
        self.wrong: list[str] = []
        # since somebody last took them: what the journal has to explain
        self.told: list[tuple[str, str, dict[str, Any], bool]] = []
        self.receipts: list[tuple[str, int]] = []
        self.refused: list[Refused] = []

    def next(self) -> Op:
        """One request more."""
        self.made += 1
        if self.next_up:
            op = self.next_up.popleft()
            op.n = self.made
            return op
        return self.chance.choices(self._kinds, self._weights)[0](self)

    def op(
        self, kind: str, path: str, body: Any, by: str, *, staff: bool = False, method: str = "POST",
        about: Booking | None = None,
    ) -> Op:  # fmt: skip
        """A request of somebody; of staff when it is theirs to ask."""
        who, roles = (self.chance.choice((STAFF, MANAGER)), ["staff"]) if staff else (by, ["resident"])
        return Op(self.made, kind, method, path, who, roles, body, about)

    # -- answers

    def at(self, text: str) -> None:
        """The town's clock has come so far."""
        self.now = max(self.now, datetime.fromisoformat(text).astimezone(TOKYO))

    def heard(self, op: Op, answer: dict[str, Any]) -> None:
        """An answer came."""
        op.status, op.answer = answer["status"], answer["body"]
        self.at(answer["at"])
        code = str(op.answer.get("code", op.answer.get("status", "")))
        self.counted[op.kind, code] += 1
        if op.status >= 500 or op.status in {400, 401, 405} or (op.status in {403, 404} and not self._may_miss(op)):
            self.wrong.append(f"{op.kind} {op.path} {op.body}: {op.status} {str(op.answer)[:400]}")
        if op.status >= 300:
            self._note_refusal(op, code, answer)
            return
        self.done += 1
        if len(self.sample) < SAMPLE_MAX:
            self.sample.append(op)
        elif (place := self.chance.randrange(self.done)) < SAMPLE_MAX:
            self.sample[place] = op
        note = getattr(self, f"_note_{op.kind.replace('-', '_')}", None)
        if note is not None:
            note(op)
        elif "status" in op.answer and "booking_id" in op.answer:
            self._note(op)

    def _may_miss(self, op: Op) -> bool:
        """Offers that nobody made; a bill of what costs nothing; what staff may not decide about themselves."""
        own = op.status == 403 and op.by in {STAFF, MANAGER}
        return own or op.kind in {"offers", "bill"} or op.answer.get("code") == "no-bill"

    def _note_refusal(self, op: Op, code: str, answer: dict[str, Any]) -> None:
        if code == "booking-not-open" and op.about is not None and (said := op.answer.get("booking_status")) in ENDED:
            op.about.status = said
        if op.kind not in JUDGED or code not in {TAKEN, CLOSED, LENT, RULE}:
            return
        body = op.body if op.about is None else {**op.about.body, **op.body}
        first = answer["from"] if op.sent == 1 else op.position
        own, was = (op.about.id, op.about.body) if op.about else ("", None)
        fields = {"person_id": op.by} | {name: body[name] for name in NEEDED if name in body}
        said = {name: op.answer[name] for name in ("rule_id", "refusals", "alternatives") if name in op.answer}
        said["refusals"] = [{"rule_id": each["rule_id"]} for each in said.get("refusals", ())] or None
        self.refused.append(Refused(op.kind, code, said, fields, own, was, first, answer["position"], op.began))

    def _note(self, op: Op) -> None:
        id, status = str(op.answer["booking_id"]), str(op.answer["status"])
        self.told.append((id, status, op.answer, op.sent == 1))
        known = self.known.get(id)
        if op.about is not None and op.about.id != id:
            op.about.status = "cancelled"
        by = op.about.by if op.about is not None else str(op.answer["person_id"])
        paid = known is not None and known.paid
        self.known.put(Booking(id, by, status, op.answer, paid))

    def _note_offers(self, op: Op) -> None:
        places = [place["booking_id"] for place in op.answer["places"] if place["held"]]
        self.offers.append((str(op.answer["booking_id"]), op.by, places))

    def _note_look(self, op: Op) -> None:
        if op.about is not None:
            op.about.status = str(op.answer["status"])

    def _note_mine(self, op: Op) -> None:
        """Somebody meddles with what a series of theirs holds for itself; or looks again, until it does."""
        held = [each for each in op.answer["items"] if each["status"] == "held" and each["series_id"]]
        for each in held:
            step = self.chance.choice(("confirm", "cancel"))
            self.next_up.append(self.op("meddle", f"/bookings/{each['booking_id']}/{step}", {}, op.by))
        if not held and self.chance.random() < 0.85:
            self.next_up.append(self.op("mine", "/bookings?limit=100", None, op.by, method="GET"))

    def _note_close(self, op: Op) -> None:
        self.closures.append((str(op.answer["facility_id"]), str(op.answer["closure_id"])))

    def _note_series(self, op: Op) -> None:
        for each in op.answer["occurrences"]:
            if each["outcome"] == "booked":
                self.told.append((str(each["booking_id"]), "confirmed", {}, False))

    def _note_pay(self, op: Op) -> None:
        self.receipts.append((str(op.answer["number"]), int(op.answer["amount"])))
        if op.about is not None:
            op.about.paid = True

    def _note_bill(self, op: Op) -> None:
        body = op.answer
        held = body["paid"] + body["received"] - body["refunded"] - body["carried"]
        if body["charged"] != body["waived"] + held + body["outstanding"] - body["owed_back"]:
            self.wrong.append(f"the bill does not add up: {body}")
        for channel, amount in body["owed_by_hand"].items():
            self.owed.append((str(body["booking_id"]), channel, amount))

    def _note_refund(self, op: Op) -> None:
        for each in op.answer["refunds"]:
            self.receipts.append((str(each["number"]), int(each["amount"])))


ENDED = {"cancelled", "lapsed", "completed", "no-show", "refused"}
NEEDED = ("facility_id", "room_ids", "starts_at", "ends_at", "equipment", "group_id", "person_id", "purpose")


def _utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(TOKYO).isoformat()
