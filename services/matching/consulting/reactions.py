"""The saga of consultations as a table. Whoever is chosen, released or passed over, the roster alone counts.

What is open of one person counts in that person's stream, before it is.
"""

from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.events import (
    CasesHandedOn,
    ConsultationAsked,
    ConsultationClosed,
    ConsultationDone,
    ConsultationEnded,
    ConsultationForgone,
    ConsultationPlaced,
    ConsultationTakenUp,
    ConsultationTurned,
    ConsultationUnused,
)
from services.matching.domain.consulting.themes import ThemeMonth, month_of
from services.matching.domain.events import PersonForgotten
from services.matching.domain.person import Person
from services.matching.domain.team.fullness import watched
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.roster_events import CaseMove, HandOverMade
from shared.journal import Following, Step, on, on_commit


def _place(e: ConsultationAsked | ConsultationTurned, following: Following) -> Step:
    return Roster.main(), lambda roster: watched(roster, roster.place(e.asking, e.turn, following.at), following.at)


def _begin_month(e: ConsultationAsked) -> Step:
    month = month_of(e.asking.asked_at)
    return ThemeMonth.stream(month), lambda found: found.begin(month)


def _take(e: ConsultationPlaced, following: Following) -> Step:
    return Consultation.stream(e.asking.consultation_id), lambda found: found.take(e, following.at)


def _release(e: ConsultationUnused | ConsultationDone | ConsultationForgone, following: Following) -> Step:
    id = e.consultation_id
    return Roster.main(), lambda roster: watched(roster, roster.release_case(id, e.number), following.at)


def _note_done(e: ConsultationDone) -> list[Step]:
    if e.person_id is None:
        return []
    return [(Person.stream(e.person_id), lambda person: person.note_done(e.consultation_id, e.number))]


def _take_up(e: ConsultationTakenUp, following: Following) -> Step:
    return Consultation.stream(e.consultation_id), lambda found: found.take_up(e, following.at)


def _note_reopened(e: ConsultationTurned) -> list[Step]:
    person_id = e.asking.person_id
    if person_id is None or e.turn.why != "reopened":
        return []
    id = e.asking.consultation_id
    return [(Person.stream(person_id), lambda person: person.note_reopened(id, e.turn.number))]


def _note_closed(e: ConsultationClosed) -> list[Step]:
    if e.person_id is None:
        return []
    return [(Person.stream(e.person_id), lambda person: person.end_consultation(e.consultation_id))]


def _close(e: ConsultationEnded) -> Step:
    return Consultation.stream(e.consultation_id), lambda found: found.close()


def _hand_on(e: CasesHandedOn) -> list[Step]:
    return [(Consultation.stream(id), lambda found: found.hand_on(e.person_id)) for id in e.consultation_ids]


def _hand_over(e: HandOverMade) -> list[Step]:
    def step(move: CaseMove) -> Step:
        id = move.consultation_id
        return Consultation.stream(id), lambda found: found.hand_on(e.person_id, to=move.to, reason=e.why)

    return [step(move) for move in e.moves]


def _forgo(e: PersonForgotten) -> list[Step]:
    return [(Consultation.stream(id), lambda found: found.forgo(e.person_id)) for id in e.consultation_ids]


REACTIONS = (
    # somebody brings a worry, or another one is to have it: the roster chooses exactly, the consultation takes it
    on_commit(ConsultationAsked, "place-consultation", _place),
    on(ConsultationAsked, "begin-theme-month", _begin_month),
    on_commit(ConsultationTurned, "place-consultation-again", _place),
    on_commit(ConsultationPlaced, "take-consultation", _take),
    on_commit(ConsultationUnused, "release-unused-consultation", _release),
    # it is solved: room for another
    on_commit(ConsultationDone, "release-resolved-consultation", _release),
    on(ConsultationDone, "note-resolved-consultation", _note_done),
    # taken up again: it counts as the person's open one first
    on_commit(ConsultationTakenUp, "take-up-consultation", _take_up),
    on(ConsultationTurned, "note-reopened-consultation", _note_reopened),
    # it cannot be taken up any more: because its time has come, or because the person has many newer ones
    on(ConsultationClosed, "end-own-consultation", _note_closed),
    on(ConsultationEnded, "close-consultation", _close),
    # who has it serves no longer, or its person is erased
    on(CasesHandedOn, "hand-consultations-on", _hand_on),
    on(HandOverMade, "hand-consultations-over", _hand_over),
    on(PersonForgotten, "forgo-consultations", _forgo),
    on_commit(ConsultationForgone, "release-forgone-consultation", _release),
)
