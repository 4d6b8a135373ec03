"""What triage answers: phone numbers first, then where the words lead and why, which the person may change."""

from datetime import date

from services.matching.consulting.views import ConsultationTold
from services.matching.domain.consulting.triage import Alike, Number, Triage, Triaged, Urgent
from services.matching.domain.helping.codes import said_of, spoken
from services.matching.knowledge import Knowledge
from shared.web import View


class NumberView(View):
    """A phone number; ``fictional``: of the demo, nobody answers."""

    id: str
    number: str
    name: dict[str, str]
    fictional: bool

    @classmethod
    def of(cls, number: Number) -> "NumberView":
        """The view of a number of the file."""
        name = {"ja": number.ja, "plain": number.plain, "en": number.en}
        return cls(id=number.id, number=number.number, name=name, fictional=number.fictional)


class NumbersView(View):
    """All numbers of the file, and since when nobody has looked at them."""

    checked_on: date
    items: tuple[NumberView, ...]

    @classmethod
    def of(cls, triage: Triage) -> "NumbersView":
        """The view of a city's numbers."""
        return cls(
            checked_on=triage.file.checked_on, items=tuple(NumberView.of(each) for each in triage.numbers.values())
        )


class UrgentView(View):
    """What to do at once, and the numbers to call, the first one first."""

    id: str
    words: dict[str, str]
    numbers: tuple[NumberView, ...]

    @classmethod
    def of(cls, urgent: Urgent, triage: Triage) -> "UrgentView":
        """The view of urgent words that were found."""
        words = {"ja": urgent.ja, "plain": urgent.plain, "en": urgent.en}
        return cls(id=urgent.id, words=words, numbers=tuple(NumberView.of(triage.numbers[id]) for id in urgent.numbers))


class ConsultationBrought(ConsultationTold):
    """A consultation that was brought; ``urgent``: numbers for who has not asked ``/consultations/triage`` before."""

    urgent: tuple[UrgentView, ...]
    code: str | None = None
    """The number by which somebody who rang or came by asks about it, and answers; nothing by web."""
    said: dict[str, str] | None = None

    @classmethod
    def with_numbers(
        cls, told: ConsultationTold, text: str, triage: Triage, code: str | None = None
    ) -> "ConsultationBrought":
        """The view of an answer, with what the text asks for at once; made from the request, kept nowhere."""
        urgent = tuple(UrgentView.of(each, triage) for each in triage.urgent(text))
        number = {"code": spoken(code), "said": said_of(code)} if code else {"code": None, "said": None}
        return cls.model_construct(**dict(told), urgent=urgent, **number)


class PlaceView(View):
    """A category, and the desk that takes it."""

    category: str | None
    name: dict[str, str]
    desk: str
    desk_name: dict[str, str]
    days: int


class SimilarView(PlaceView):
    """A category because an example reads like the words; it decides nothing. ``likeness``: 0–1."""

    example: str
    likeness: float


class TriageView(View):
    """Where words lead. ``decided_by``: what decides unless the person chooses.

    ``matched``: what of the words a rule found, as written. ``others``, ``similar``: none beside urgent words.
    """

    urgent: tuple[UrgentView, ...]
    decided_by: str
    rule: str | None
    matched: str | None
    suggestion: PlaceView
    words: dict[str, str]
    others: tuple[PlaceView, ...]
    similar: tuple[SimilarView, ...]
    similar_words: dict[str, str]

    @classmethod
    def of(cls, found: Triaged, knowledge: Knowledge) -> "TriageView":
        """The view of what was found; a category that the menu does not have leads to the general desk."""
        known = knowledge.desks.categories
        ruled = found.category if found.category in known else None
        place = _place(ruled, knowledge)
        return cls(
            urgent=tuple(UrgentView.of(each, knowledge.triage) for each in found.urgent),
            decided_by="rule" if ruled else "general",
            rule=found.rule if ruled else None,
            matched=found.matched if ruled else None,
            suggestion=place,
            words={
                "ja": f"→ {place.desk_name['ja']}。ちがうときは選びなおせます。",
                "plain": f"→ {place.desk_name['plain']}。ちがう ときは、えらびなおせます。",
                "en": f"→ {place.desk_name['en']}. If that is not right, you can choose another.",
            },
            others=tuple(_place(each, knowledge) for each in found.others if each in known),
            similar=tuple(_similar(each, knowledge) for each in found.similar if each.category in known),
            similar_words={
                "ja": "文が例に似ているための候補です。これで決まることはありません。",
                "plain": "にている ぶんから さがしました。これで きまりません。",
                "en": "Suggested because the words resemble an example. This decides nothing.",
            },
        )


def _place(category: str | None, knowledge: Knowledge) -> PlaceView:
    desks = knowledge.desks
    desk, terms = desks.place(category)
    words = desks.desks[desk]
    desk_name = {"ja": words.ja, "en": words.en, "plain": words.easy}
    name = dict(desk_name)
    if category is not None:
        entry = desks.categories[category]
        name = {"ja": entry.word.ja, "en": entry.word.en, "plain": entry.plain}
    return PlaceView(category=category, name=name, desk=desk, desk_name=desk_name, days=terms.days)


def _similar(alike: Alike, knowledge: Knowledge) -> SimilarView:
    place = _place(alike.category, knowledge)
    return SimilarView(**place.model_dump(), example=alike.example, likeness=alike.likeness)
