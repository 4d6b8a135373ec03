"""Coming once (一度だけ来てみる): somebody new comes to one activity, somebody greets them, one tap afterwards.

It always ends: by the person's tap, by silence, or with the activity. Until somebody who greets is named it is the
officers', and from the day before the desk owner's, by name.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from services.matching.domain.recommending.booking_events import ActivityHeard
from services.matching.domain.visiting.events import (
    GreeterGone,
    GreeterNamed,
    VisitAlone,
    VisitAnswered,
    VisitClosed,
    VisitEnd,
    Visiting,
    VisitNoted,
    VisitOpened,
    VisitPassed,
    VisitRetimed,
)
from services.matching.visiting.refusals import VisitIsOver, VisitToCome
from shared.contracts.matching_standing import Away
from shared.contracts.matching_visits import (
    VisitComing,
    VisitEnded,
    VisitForgone,
    VisitGreeted,
    VisitMoved,
    VisitOver,
    VisitRole,
    VisitThanked,
    VisitUngreeted,
)
from shared.events import Event
from shared.journal import State

GREETED_BEFORE = timedelta(days=1)
"""So long before the start somebody who greets is to be named."""
GREETED_WITHIN = timedelta(hours=1)
"""Or so long after it was said, when that is later."""
SILENT_DAYS = 14
VisitStatus = Literal["none", "coming", "over", "ended"]
TOLD_ENDS: tuple[VisitEnd, ...] = ("withdrawn", "cancelled", "gone", "guardian")


class Visit(State):
    """The stream ``visit/<id>``."""

    kind = "visit"

    status: VisitStatus = "none"
    how: VisitEnd | None = None
    visiting: Visiting | None = None
    companion_id: str = ""
    owner_id: str = ""
    came: bool | None = None
    thanked: bool = False

    @property
    def due_at(self) -> datetime | None:
        """When the clock looks at it next."""
        if self.visiting is None or self.status == "ended":
            return None
        if self.status == "over":
            return self.visiting.ends_at + timedelta(days=SILENT_DAYS)
        if self.companion_id or self.owner_id:
            return self.visiting.ends_at
        return min(self.greeted_by, self.visiting.ends_at)

    @property
    def greeted_by(self) -> datetime:
        """Until when somebody is to be named who greets."""
        visiting = self._known()
        return max(visiting.starts_at - GREETED_BEFORE, visiting.said_at + GREETED_WITHIN)

    # -- steps of sagas

    def open(self, visiting: Visiting) -> list[Event]:
        """Step of a saga: somebody comes, and the officers are told."""
        if self.status != "none":
            return []
        officers = ((id, "officer") for id in visiting.officer_ids)
        return [VisitOpened(visiting=visiting), *_told(VisitComing, visiting, officers)]

    def hear_answer(self, said: VisitAnswered) -> list[Event]:
        """Step of a saga: the person's tap; a word for who greeted too: "again", or any after they were seen.

        Where the group says that nobody came, the tap alone thanks nobody.
        """
        again = said.answer == "again" and self.came is not False
        were_there = again or (said.answer == "not-for-me" and self.came is True)
        return [*(self._thanks() if were_there else []), *self.end(said.answer)]

    def end(self, how: VisitEnd) -> list[Event]:
        """Step of a saga: nothing more follows; who waited for it is told, where it did not come about."""
        if self.visiting is None or self.status == "ended":
            return []
        closed = VisitClosed(
            visit_id=self.stream_key, person_id=self.visiting.person_id, companion_id=self.companion_id, how=how
        )
        if how not in TOLD_ENDS or (self.status == "over" and how != "cancelled"):
            return [closed]
        waiting = self._greeting()
        if how == "cancelled":
            waiting.append((self.visiting.person_id, "said"))
            return [closed, *_told(VisitEnded, self.visiting, waiting, reason="cancelled")]
        told = {id for id, _ in waiting}
        waiting += [(id, "officer") for id in self.visiting.officer_ids if id not in told]
        who_came: list[tuple[str, VisitRole]] = [(self.visiting.person_id, "said")]
        if how == "gone":  # who is erased, or wants to be told nothing, is told nothing
            off = _told(VisitEnded, self.visiting, waiting, reason="withdrawn")
            return [closed, *off, *_told(VisitForgone, self.visiting, who_came)]
        return [closed, *_told(VisitEnded, self.visiting, [*waiting, *who_came], reason="withdrawn")]

    def group_away(self, standing: Away, now: datetime) -> list[Event]:
        """The clock: its group pauses or has ended. Who was to come, and who greets, are told; a day in course is not.

        Of one that has ended nobody is asked afterwards either.
        """
        if self.visiting is None or self.status == "ended":
            return []
        begun = now >= self.visiting.starts_at
        if begun and (standing == "suspended" or now < self.visiting.ends_at):
            return []
        visiting, companion = self.visiting, self.companion_id
        closed = VisitClosed(
            visit_id=self.stream_key, person_id=visiting.person_id, companion_id=companion, how="group-away"
        )
        if begun:
            return [closed]
        who_came: list[tuple[str, VisitRole]] = [(visiting.person_id, "said")]
        both = [*who_came, *self._greeting()]
        return [closed, *_told(VisitEnded, visiting, both, reason="cancelled", standing=standing)]

    def lose_greeter(self, person_id: str) -> list[Event]:
        """Step of a saga: who was to greet is gone. The officers name another; the clock looks again."""
        if self.status not in ("coming", "over") or self.visiting is None or self.companion_id != person_id:
            return []
        officers = ((id, "officer") for id in self.visiting.officer_ids if id != person_id)
        gone = GreeterGone(visit_id=self.stream_key, companion_id=person_id)
        if self.status == "over":
            return [gone]
        return [gone, *_told(VisitUngreeted, self.visiting, officers)]

    def hear(self, activity: ActivityHeard) -> list[Event]:
        """Booking told of the activity: cancelled, afterwards too, or at another time."""
        if self.visiting is None or self.status not in ("coming", "over"):
            return []
        if activity.cancelled:
            return self.end("cancelled")
        if self.status == "over" or (activity.starts_at, activity.ends_at) == (
            self.visiting.starts_at,
            self.visiting.ends_at,
        ):
            return []
        retimed = VisitRetimed(visit_id=self.stream_key, starts_at=activity.starts_at, ends_at=activity.ends_at)
        now = self.visiting.model_copy(update={"starts_at": activity.starts_at, "ends_at": activity.ends_at})
        return [retimed, *_told(VisitMoved, now, self._both())]

    # -- decisions

    def name_greeter(self, companion_id: str, *, by: str, relation: str) -> list[Event]:
        """Somebody greets; both are told. Another may take their place. Raises ``VisitIsOver``."""
        visiting = self._known()
        if self.status != "coming":
            raise VisitIsOver
        if companion_id == self.companion_id:
            return []
        named = GreeterNamed(
            visit_id=self.stream_key, companion_id=companion_id, before=self.companion_id, by=by, relation=relation
        )
        both: list[tuple[str, VisitRole]] = [(visiting.person_id, "said"), (companion_id, "along")]
        return [named, *_told(VisitGreeted, visiting, both)]

    def note_came(self, now: datetime, *, came: bool, by: str, relation: str) -> list[Event]:
        """Whether they came: one tap of the group. Raises ``VisitToCome``, ``VisitIsOver``."""
        visiting = self._known()
        if now < visiting.starts_at:
            raise VisitToCome
        if self.status == "ended":
            raise VisitIsOver
        if came == self.came:
            return []
        noted = VisitNoted(visit_id=self.stream_key, came=came, by=by, relation=relation)
        return [noted, *(self._thanks() if came and by != self.companion_id else [])]

    def pass_day(self, now: datetime, owner_id: str | None, activity: ActivityHeard | None) -> list[Event]:
        """The clock: the day before somebody named sees to it, afterwards both are asked, silence ends it.

        ``activity`` as it is known now: what changed while this was on its way is taken first.
        """
        if activity and (changed := self.hear(activity)):
            return changed
        if self.due_at is None or now < self.due_at or self.visiting is None:
            return []
        if self.status == "over":
            return self.end("silent")
        if now >= self.visiting.ends_at:
            passed = VisitPassed(visit_id=self.stream_key)
            return [passed, *_told(VisitOver, self.visiting, self._both())]
        if owner_id is None:
            return []
        alone = VisitAlone(visit_id=self.stream_key, owner_id=owner_id)
        return [alone, *_told(VisitUngreeted, self.visiting, [(owner_id, "owner")])]

    # -- inside

    def _thanks(self) -> list[Event]:
        """To who greets, once: by the word of somebody else."""
        if self.thanked or not self.companion_id or self.visiting is None:
            return []
        return _told(VisitThanked, self.visiting, [(self.companion_id, "along")])

    def _greeting(self) -> list[tuple[str, VisitRole]]:
        """Who was named to greet, or to see to it that somebody does."""
        if self.companion_id:
            return [(self.companion_id, "along")]
        return [(self.owner_id, "owner")] if self.owner_id else []

    def _known(self) -> Visiting:
        if self.visiting is None:
            raise VisitIsOver
        return self.visiting

    def _both(self) -> list[tuple[str, VisitRole]]:
        both: list[tuple[str, VisitRole]] = [(self._known().person_id, "said")]
        return [*both, (self.companion_id, "along")] if self.companion_id else both

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case VisitOpened():
                self.status, self.visiting = "coming", event.visiting
            case GreeterNamed():
                self.companion_id, self.owner_id = event.companion_id, ""
            case GreeterGone():
                self.companion_id = ""
            case VisitAlone():
                self.owner_id = event.owner_id
            case VisitRetimed() if self.visiting:
                times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
                self.visiting = self.visiting.model_copy(update=times)
            case VisitPassed():
                self.status = "over"
            case VisitThanked():
                self.thanked = True
            case VisitNoted():
                self.came = event.came
            case VisitClosed():
                self.status, self.how = "ended", event.how


def _told(kind: type[VisitComing], visiting: Visiting, people: Iterable[tuple[str, str]], **more: str) -> list[Event]:
    return [
        kind.model_validate(
            {
                "request_id": visiting.visit_id,
                "person_id": person_id,
                "group_id": visiting.group_id,
                "activity_id": visiting.activity_id,
                "role": role,
                "starts_at": visiting.starts_at,
                "guests": visiting.guests,
                **more,
            }
        )
        for person_id, role in people
    ]
