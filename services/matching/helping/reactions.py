"""The saga of small help as a table: the person's own record, the request with its places, and back."""

from services.matching.domain.helping.events import (
    AnswerAccepted,
    AnswerEnded,
    HelpAsked,
    HelpClosed,
    HelperEnded,
    HelpSettled,
    HelpTapped,
    HelpUnwelcome,
    PlaceRefused,
)
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.person import Person
from shared.journal import Following, Step, on, on_commit


def _open(e: HelpAsked) -> Step:
    return HelpRequest.stream(e.asking.request_id), lambda request: request.open(e.asking)


def _take(e: HelpTapped, following: Following) -> Step:
    return HelpRequest.stream(e.request_id), lambda request: request.take(e, following.at)


def _release(e: PlaceRefused | AnswerEnded | HelpSettled) -> Step:
    return Person.stream(e.person_id), lambda helper: helper.release(e.request_id, "said", e.number)


def _accompany(e: AnswerAccepted) -> list[Step]:
    if e.companion_id is None:
        return []
    return [(Person.stream(e.companion_id), lambda helper: helper.accompany(e.request_id))]


def _release_companion(e: AnswerEnded | HelpSettled) -> list[Step]:
    if e.companion_id is None:
        return []
    return [(Person.stream(e.companion_id), lambda helper: helper.release(e.request_id, "along"))]


def _count_help(e: HelpSettled) -> list[Step]:
    if not e.done:
        return []
    return [(Person.stream(e.helper_id), lambda helper: helper.count_help(e.request_id, e.category))]


def _release_asked(e: HelpClosed) -> Step:
    return Person.stream(e.person_id), lambda helper: helper.release(e.request_id, "asked")


def _forgo(e: HelpUnwelcome) -> Step:
    return HelpRequest.stream(e.request_id), lambda request: request.forgo(e.person_id)


def _forgo_all(e: HelperEnded) -> list[Step]:
    return [(HelpRequest.stream(id), lambda request: request.forgo(e.person_id)) for id in e.request_ids]


REACTIONS = (
    # somebody asks or offers: it stands. All begins on the person's own stream, where their end comes after it
    on(HelpAsked, "open-help", _open),
    # "I'll do it": a place, or none
    on_commit(HelpTapped, "take-place", _take),
    on(PlaceRefused, "release-refused-place", _release),
    on(AnswerAccepted, "accompany", _accompany),
    # it ends for somebody, or for all
    on(AnswerEnded, "release-place", _release),
    on(AnswerEnded, "release-companion", _release_companion),
    on(HelpSettled, "release-settled-place", _release),
    on(HelpSettled, "release-settled-companion", _release_companion),
    on(HelpSettled, "count-help", _count_help),
    on(HelpClosed, "release-help", _release_asked),
    # somebody is gone, or takes the consent back
    on(HelpUnwelcome, "forgo-unwelcome-help", _forgo),
    on(HelperEnded, "forgo-help", _forgo_all),
)
