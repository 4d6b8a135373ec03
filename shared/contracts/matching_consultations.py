"""What matching tells of a consultation that another desk is to have: the person is asked first."""

from typing import Literal

from shared.contracts.base import CONSULTATIONS
from shared.contracts.matching import ConsultationOpened

ReferralEnd = Literal["agreed", "declined", "lapsed", "withdrawn", "unconfirmed", "received"]


class ConsultationReferralProposed(ConsultationOpened):
    """The person is asked until ``due_at`` whether another desk may have it. ``desk`` is the one that has it now."""

    type = "consultation-referral-proposed.v1"
    topic = CONSULTATIONS.name


class ConsultationReferralChanged(ConsultationOpened):
    """What became of a proposed referral. It is ``coordinator_id``'s as before.

    ``declined``, ``lapsed``, ``withdrawn``: it stays there, until ``due_at`` as promised. ``agreed``: another body is
    to confirm by ``due_at`` that it has it; ``unconfirmed``: it has not; ``received``: it has, and the person is
    asked until ``due_at`` whether all is well.
    """

    type = "consultation-referral-changed.v1"
    topic = CONSULTATIONS.name

    referral: ReferralEnd


EVENTS = (ConsultationReferralProposed, ConsultationReferralChanged)
