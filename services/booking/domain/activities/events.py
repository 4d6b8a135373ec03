"""Private events of activities: what the journal must remember and nobody outside needs to know."""

from typing import Literal

from pydantic import AwareDatetime

from shared.events import Event


class AttendanceCodeRefused(Event):
    """Somebody with a place gave a code that did not count. Kept so that codes cannot be guessed; never the code."""

    type = "attendance-code-refused.v1"

    activity_id: str
    person_id: str
    verdict: Literal["wrong", "expired"]
    tries_left: int
    session: int | None = None


class CertificateNumbered(Event):
    """The number under which a certificate is looked up, which no topic carries, and when it was granted."""

    type = "certificate-numbered.v1"

    activity_id: str
    person_id: str
    number: str
    granted_at: AwareDatetime


class PlaceForVisit(Event):
    """For which visit of matching (coming once) somebody has their place: it ends with that visit. On no topic."""

    type = "place-for-visit.v1"

    activity_id: str
    person_id: str
    visit_id: str


class VisitHeardEnded(Event):
    """A visit of matching does not come about: the place that its person took for it is free again."""

    type = "visit-heard-ended.v1"

    visit_id: str
    activity_id: str
    person_id: str
    starts_at: AwareDatetime


class SomeTold(Event):
    """Some of those whom a change or a cancellation concerns were told; ``left`` are still to be."""

    type = "some-told.v1"

    activity_id: str
    left: int
