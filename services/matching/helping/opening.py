"""Opening a request or an offer of help: from what was brought to its first event, or what is against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.matching.domain.areas import areas_of
from services.matching.domain.helping.codes import help_code
from services.matching.domain.helping.events import HelpAsking, HelpKind
from services.matching.domain.helping.terms import Category
from services.matching.domain.person import Person
from services.matching.domain.team.roster import Roster
from services.matching.groups.standing_refusals import require_active
from services.matching.helping.refusals import HelpNotInRange, UnknownHelpCategory
from services.matching.knowledge import Knowledge
from services.matching.light_refusals import WhoseIsIt
from services.matching.permissions import RULE, relations, require
from services.matching.refusals import NoDeskOwner, UnknownWords
from services.matching.rows import GroupRow
from shared.clock import tokyo_date
from shared.contracts.matching import ConsultationChannel
from shared.errors import Refusal
from shared.journal import Cause, Journal
from shared.web import Caller, Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class NewHelp:
    """What somebody asks for or offers. ``words``: free text, for the vault alone.

    ``person_id``: whose it is, where it is taken down for somebody who rang or came by.
    """

    kind: HelpKind
    category: str
    until: date
    areas: Mapping[str, str] = field(default_factory=dict)
    times: tuple[str, ...] = ()
    minutes: int | None = None
    places: int = 1
    group_id: str | None = None
    words: str | None = None
    channel: ConsultationChannel = "web"
    person_id: str | None = None


class HelpOpenings:
    """Makes a request's first event from what was brought, or refuses it."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.terms = knowledge.help

    async def whose(self, new: NewHelp, by: Caller) -> str:
        """Whose request it is. Nobody takes down what is their own, or a group's for which they act.

        Raises ``Forbidden``, ``NotFound``, ``WhoseIsIt``.
        """
        if new.channel == "web":
            if new.person_id not in (None, by.person_id):
                raise Forbidden(rule="own")
            return by.person_id
        require("open-help-for-another", relations(by))
        if new.person_id is None:
            raise WhoseIsIt
        group = await self._row_of_group(new.group_id) if new.group_id else None
        if new.person_id == by.person_id or (group and by.person_id in group.officers):
            raise Forbidden(rule="somebody-else")
        return new.person_id

    async def asking(self, new: NewHelp, category: Category, person_id: str, by: Caller, cause: Cause) -> HelpAsking:
        """The request as it is to stand, of ``person_id``.

        Raises ``Forbidden``, ``NotFound``, ``UnknownWords``, ``NoDeskOwner``, ``GroupPaused``, ``GroupIsOver``.
        """
        group = await self._group(new.group_id, person_id)
        areas = dict(new.areas) or (group.areas if group else {})
        unknown = [area.key for area in areas_of(areas) if area not in self.knowledge.areas.words]
        times, strange = self.knowledge.words.codes("times", new.times)
        if unknown or strange:
            raise UnknownWords(unknown=", ".join([*unknown, *strange]))
        minutes = new.minutes or self.terms.minutes_default
        if await self.desk_owner() is None:
            raise NoDeskOwner
        request_id = cause.new_id("help-request")
        return HelpAsking(
            request_id=request_id,
            kind=new.kind,
            category=category.code,
            person_id=person_id,
            group_id=new.group_id,
            areas=areas,
            times=tuple(times),
            minutes=minutes,
            places=new.places,
            until=new.until,
            asked_at=self.journal.now(),
            document_id=cause.new_id(f"help-words/{cause.digest}") if new.words else None,
            companion=category.companion,
            minors=category.minors,
            silent_days=self.terms.silent_days,
            channel=new.channel,
            taken_by=by.person_id if new.channel != "web" else "",
            code=help_code(self.journal.causes.mac(b"help-code", request_id.encode())),
        )

    async def _group(self, group_id: str | None, person_id: str) -> GroupRow | None:
        """The group for which somebody asks, who acts for it."""
        if group_id is None:
            return None
        group = await self._row_of_group(group_id)
        if person_id not in group.officers:
            raise Forbidden(rule=RULE["open-help-for-group"])
        require_active(group_id, group.standing)
        return group

    async def _row_of_group(self, group_id: str) -> GroupRow:
        group = await self.journal.get(GroupRow, group_id)
        if group is None:
            raise NotFound(what="group")
        return group

    def category(self, code: str) -> Category:
        """What a category needs. Raises ``UnknownHelpCategory``."""
        category = self.terms.categories.get(code)
        if category is None:
            raise UnknownHelpCategory
        return category

    def out_of_range(self, until: date, minutes: int = 1) -> Refusal | None:
        """What is against a day or minutes that cannot be. A repeat of what was taken once is not asked again."""
        days = (until - tokyo_date(self.journal.now())).days
        if not 0 <= days <= self.terms.days_ahead_max or minutes > self.terms.minutes_max:
            return HelpNotInRange(days_max=self.terms.days_ahead_max, minutes_max=self.terms.minutes_max)
        return None

    async def desk_owner(self) -> str | None:
        """The city's desk owner, with whom everything ends that nobody answers."""
        owner: str | None = await self.journal.ask(Roster.main(), lambda roster: roster.desk_owner)
        return owner


def refusal_of(helper: Person, asking: HelpAsking, category: Category, today: date) -> Refusal | None:
    """What the person's own record has against it."""
    try:
        helper.ask_help(asking, category, today)
    except Refusal as refusal:
        return refusal
    return None
