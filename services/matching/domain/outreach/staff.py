"""Who is at an outreach day by name, and who has it. Whoever falls out is replaced by name, at once."""

from datetime import timedelta

from services.matching.domain.outreach.events import OutreachPlan, OutreachStaffChanged
from services.matching.domain.outreach.record import OutreachRecord
from services.matching.outreach.refusals import NotOnTheStaff, OutreachDayOver
from shared.contracts.matching_outreach import OutreachStaffed
from shared.events import Event


class OutreachStaff(OutreachRecord):
    """The decisions about its staff."""

    def replace(self, gone: str, to: str) -> list[Event]:
        """Somebody is there instead of somebody else, and has the day if they had it.

        Raises ``OutreachDayOver``, ``NotOnTheStaff``.
        """
        if self.plan is None or self.status == "over":
            raise OutreachDayOver
        if gone not in self.staff:
            raise NotOnTheStaff
        return [] if gone == to else self._changed(self.plan, gone, to)

    def lose(self, person_id: str) -> list[Event]:
        """Step of a saga: somebody is there no more, nobody was named: another of the staff has it, else the desk."""
        if self.plan is None or self.status == "over" or person_id not in self.staff:
            return []
        return self._changed(self.plan, person_id, None)

    def name_owner(self, desk_owner: str) -> list[Event]:
        """The clock: nobody of the staff is left, so the owner of the desk has it."""
        assert self.plan is not None
        changed = OutreachStaffChanged(outreach_day_id=self.stream_key, gone=None, to=desk_owner, owner_id=desk_owner)
        return [changed, self.staffed(self.plan, desk_owner, owner=True)]

    def _changed(self, plan: OutreachPlan, gone: str, to: str | None) -> list[Event]:
        others = [each for each in self.staff if each not in (gone, to)]
        heir = to or (others[0] if others else None)
        owner = heir if self.owner_id == gone else self.owner_id
        changed = OutreachStaffChanged(outreach_day_id=self.stream_key, gone=gone, to=to, owner_id=owner)
        told = dict.fromkeys(id for id in (to, owner if owner != self.owner_id else None) if id)
        return [changed, *(self.staffed(plan, id, owner=id == owner) for id in told)]

    def staffed(self, plan: OutreachPlan, person_id: str, *, owner: bool) -> Event:
        """What somebody is told who is there by name."""
        return OutreachStaffed(
            outreach_day_id=plan.outreach_day_id,
            coordinator_id=person_id,
            role="owner" if owner else "helper",
            place=plan.place,
            facility_id=plan.facility_id,
            starts_at=plan.slots[0],
            ends_at=plan.slots[-1] + timedelta(minutes=plan.slot_minutes),
        )
