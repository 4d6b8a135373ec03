"""The saga of coming once as a table: the person's own record, the visit, who greets; and back."""

from services.matching.domain.guarding.events import GuardianGone
from services.matching.domain.person import Person
from services.matching.domain.visiting.events import (
    GreeterNamed,
    GreetingUnwelcome,
    VisitAnswered,
    VisitClosed,
    VisitSaid,
    VisitsLeft,
)
from services.matching.domain.visiting.visit import Visit
from shared.journal import Step, on


def _open(e: VisitSaid) -> Step:
    return Visit.stream(e.visiting.visit_id), lambda visit: visit.open(e.visiting)


def _answer(e: VisitAnswered) -> Step:
    return Visit.stream(e.visit_id), lambda visit: visit.hear_answer(e)


def _greet(e: GreeterNamed) -> list[Step]:
    steps: list[Step] = [(Person.stream(e.companion_id), lambda person: person.greet(e.visit_id))]
    if e.before:
        steps.append((Person.stream(e.before), lambda person: person.release_visit(e.visit_id, "along")))
    return steps


def _lose(e: GreetingUnwelcome) -> Step:
    return Visit.stream(e.visit_id), lambda visit: visit.lose_greeter(e.person_id)


def _release(e: VisitClosed) -> list[Step]:
    steps: list[Step] = [(Person.stream(e.person_id), lambda person: person.release_visit(e.visit_id, "said"))]
    if e.companion_id:
        steps.append((Person.stream(e.companion_id), lambda person: person.release_visit(e.visit_id, "along")))
    return steps


def _left(e: VisitsLeft) -> list[Step]:
    own: list[Step] = [(Visit.stream(id), lambda visit: visit.end("gone")) for id in e.visit_ids]
    return [*own, *((Visit.stream(id), lambda visit: visit.lose_greeter(e.person_id)) for id in e.greeting_ids)]


def _without_guardian(e: GuardianGone) -> list[Step]:
    return [(Visit.stream(id), lambda visit: visit.end("guardian")) for id in e.visit_ids]


REACTIONS = (
    on(VisitSaid, "open-visit", _open),
    on(VisitAnswered, "answer-visit", _answer),
    on(GreeterNamed, "note-greeting", _greet),
    on(VisitClosed, "release-visit", _release),
    # somebody is gone, takes the consent back, or has no guardian who agrees
    on(GreetingUnwelcome, "lose-unwelcome-greeter", _lose),
    on(VisitsLeft, "leave-visits", _left),
    on(GuardianGone, "end-visits-without-guardian", _without_guardian),
)
