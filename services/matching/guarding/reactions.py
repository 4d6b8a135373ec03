"""The saga of a guardian's own consent as a table: asked, said, noted; and what ends with it."""

from services.matching.domain.guarding.consent import GuardianConsent
from services.matching.domain.guarding.events import (
    GuardianAsked,
    GuardianConsentEnded,
    GuardianConsentRefused,
    GuardianConsentSaid,
    GuardianGone,
    GuardianNoted,
    GuardianUnwelcome,
    WardsLeft,
    WardTaken,
)
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.person import Person
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import Following, Step, on, on_commit


def _open(e: GuardianAsked) -> list[Step]:
    opened: Step = (GuardianConsent.stream(e.consent_id), lambda consent: consent.open(e))
    if not e.replaces:
        return [opened]
    return [opened, (GuardianConsent.stream(e.replaces), lambda consent: consent.end("replaced", e.person_id))]


def _agree(e: WardTaken, following: Following) -> Step:
    return GuardianConsent.stream(e.consent_id), lambda consent: consent.agree(e, following.at)


def _note(e: GuardianConsentSaid) -> Step:
    return Person.stream(e.ward_id), lambda person: person.take_guardian(e)


def _leave(e: GuardianConsentRefused) -> Step:
    return Person.stream(e.guardian_id), lambda person: person.leave_ward(e)


def _end_replaced(e: GuardianNoted) -> list[Step]:
    if not e.replaces:
        return []
    return [(GuardianConsent.stream(e.replaces), lambda consent: consent.end("replaced"))]


def _end_unwelcome(e: GuardianUnwelcome) -> Step:
    return GuardianConsent.stream(e.consent_id), lambda consent: consent.end("gone")


def _ended(e: GuardianConsentEnded, following: Following) -> list[Step]:
    steps: list[Step] = []
    if e.ward_id:
        today = tokyo_date(following.at)
        steps.append((Person.stream(e.ward_id), lambda person: person.lose_guardian(e, today)))
    if e.guardian_id:
        steps.append((Person.stream(e.guardian_id), lambda person: person.leave_ward(e)))
    return steps


def _end_all(e: WardsLeft) -> list[Step]:
    return [(GuardianConsent.stream(id), lambda consent: consent.end("left")) for id in e.consent_ids]


def _end(e: GuardianGone) -> Step:
    return GuardianConsent.stream(e.consent_id), lambda consent: consent.end(e.how, e.person_id)


def _end_help(e: GuardianGone) -> list[Step]:
    def step(id: str, number: int) -> Step:
        return HelpRequest.stream(id), lambda request: request.lose_guardian(e.person_id, number)

    return [step(id, number) for id, number in e.help.items()]


def without_guardian(found: Introduction, person_id: str) -> list[Event]:
    """Step of a saga: the guardian takes back their consent. For the group it is the resident's no."""
    if found.over or found.asking is None:
        return found.forgo(person_id)
    return found.decline(by=person_id, relation="self", side="resident")


def _end_introductions(e: GuardianGone) -> list[Step]:
    return [(Introduction.stream(id), lambda found: without_guardian(found, e.person_id)) for id in e.introduction_ids]


REACTIONS = (
    # asked by a code, said by an adult, noted with the young person
    on(GuardianAsked, "open-guardian-consent", _open),
    on_commit(WardTaken, "say-guardian-consent", _agree),
    on(GuardianConsentSaid, "note-guardian", _note),
    on(GuardianNoted, "end-replaced-consent", _end_replaced),
    on(GuardianConsentRefused, "leave-refused-ward", _leave),
    on(GuardianUnwelcome, "end-unwelcome-consent", _end_unwelcome),
    # it ends: whoever ended it, all that rested on it ends too
    on_commit(GuardianConsentEnded, "lose-guardian", _ended),
    on(WardsLeft, "end-consents-of-guardian", _end_all),
    on(GuardianGone, "end-guardian-consent", _end),
    on(GuardianGone, "end-help-without-guardian", _end_help),
    on(GuardianGone, "end-introductions-without-guardian", _end_introductions),
)
