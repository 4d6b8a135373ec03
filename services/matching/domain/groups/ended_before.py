"""A group that ended before memberships ended with it: its end is taken up again, once. Pure."""

from datetime import datetime

from services.matching.domain.groups.group import Group
from services.matching.domain.groups.standing_events import StandingSeenTo
from shared.contracts.matching_standing import MembershipEnded
from shared.events import Event


def take_up(group: Group, number: int, now: datetime, until: datetime) -> list[Event]:
    """Officers are told until when they act for what is left, and the clock looks at the group anew.

    Nothing when it stands otherwise than as of ``number``.
    """
    if group.standing != "ended" or group.number != number:
        return []
    id = group.stream_key
    told = [MembershipEnded(group_id=id, person_id=each, role="officer", until=until) for each in group.officers]
    return [*told, StandingSeenTo(group_id=id, standing="ended", number=number, times=0, again_at=now)]
