"""What is sent and answered about registrations and penalty points. Names only with the member list itself."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from services.booking.domain.houses.facility import Id
from services.booking.domain.registering.events import (
    Accreditation,
    AppealReason,
    ProofMethod,
    ReductionsGranted,
    Share,
    UseGranted,
)
from services.booking.registering.members_kept import Member
from services.booking.registering.reading import SUSPENDED_FOR, Look
from services.booking.registering.registrations import Members, Responsible
from services.booking.registering.rows import PenaltyRow, RegistrationRow
from services.booking.registering.terms import Code, RegistrationTerms
from shared.contracts.booking_registrations import WaivedFor
from shared.web import TokyoInstant, View
from shared.web.refusals import PERSON_ID

RegistrationId = Annotated[
    str,
    Path(pattern=rf"^(group|person)~{PERSON_ID.pattern}$", description="`group~` or `person~`, then the holder's id"),
]
PenaltyId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
FiscalYear = Annotated[int, Path(ge=2020, le=2199, description="The year in which it begins: 2026 is 令和8年度")]
RuleId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,79}$")]

SHARES: dict[Share, tuple[str, str]] = {
    "lives": ("在住", "lives here"),
    "works": ("在勤", "works here"),
    "studies": ("在学", "studies here"),
    "elsewhere": ("その他", "none of these"),
}


class Body(BaseModel):
    """Base of what is sent. A field that nobody reads is an error of the sender's."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MembersBody(Body):
    """A whole list of members."""

    members: Members


class ResponsibleBody(Body):
    """Who answers for a group, whole; the first is told of what becomes of the registration."""

    responsible: Annotated[Responsible, Field(min_length=1)]


class ProofBody(Body):
    """What kind of document was seen. Its number and a copy are never asked for."""

    method: ProofMethod
    document: Code


class ApprovalBody(Body):
    """``list_version``: which version of the member list was looked at; another one that came since is not approved."""

    list_version: Annotated[int, Field(ge=1)] | None = None


class RefusalBody(Body):
    """Why it is refused, by codes of ``GET /registration-terms``."""

    reasons: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10)]


class AccreditationBody(Body):
    """For which kinds of facility or facilities, none named: all; until the end of which day, none named: the term."""

    kinds: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    facilities: Annotated[tuple[Id, ...], Field(max_length=200)] = ()
    until: date | None = None

    def accreditation(self) -> Accreditation:
        """The same in the domain's words."""
        return Accreditation(**self.model_dump())


class AccreditationsBody(Body):
    """What the holder is accredited for, whole."""

    accreditations: Annotated[tuple[AccreditationBody, ...], Field(max_length=20)]


class UseBody(Body):
    """A reduction for the uses of one day."""

    reduction: RuleId
    day: date


class GrantBody(Body):
    """For a fiscal year, whole: categories and reductions by the ids of the town's rules, filed on a day.

    ``uses``: reductions with `term = "use"`, each for the uses of one day of the year.
    """

    categories: Annotated[tuple[RuleId, ...], Field(max_length=20)] = ()
    reductions: Annotated[tuple[RuleId, ...], Field(max_length=20)] = ()
    uses: Annotated[tuple[UseBody, ...], Field(max_length=100)] = ()
    filed_on: date

    def granted(self, year: int) -> ReductionsGranted:
        """The same in the domain's words."""
        return ReductionsGranted(
            fiscal_year=year,
            categories=tuple(dict.fromkeys(self.categories)),
            reductions=tuple(dict.fromkeys(self.reductions)),
            uses=tuple(UseGranted(**use.model_dump()) for use in dict.fromkeys(self.uses)),
            filed_on=self.filed_on,
        )


class SuspensionBody(Body):
    """Until the end of which day the holder may not book, and why."""

    until: date
    reason: Literal["misuse", "documents", "other"]


class MisuseBody(Body):
    """The booking that was used against the rules."""

    booking_id: Id


class WaiverBody(Body):
    """Why points are taken back."""

    reason: WaivedFor


class AppealBody(Body):
    """What the holder says."""

    reason: AppealReason


class RegistrationView(View):
    """A registration. Days are last days, in Tokyo. ``waiting``: ``applied``, ``review``, or empty.

    ``counted``: while the city looks again, of the list that it approved, the members and how many of them live, work
    or study here; rules of use ask of both lists then.
    """

    registration_id: str
    kind: str
    group_id: str | None
    person_id: str | None
    status: str
    waiting: str
    number: str
    channel: str
    share: str | None
    responsible: tuple[str, ...]
    proof: dict[str, str] | None
    members: int
    eligible: int
    shares: dict[str, int]
    counted: tuple[int, int] | None
    list_version: int | None
    until: date | None
    renew_from: date | None
    ended_for: str | None
    reasons: tuple[str, ...]
    accreditations: tuple[Accreditation, ...]
    grants: tuple[dict[str, object], ...]
    suspended_until: date | None
    suspended_for: str | None
    penalty_points: int

    @classmethod
    def of(cls, row: RegistrationRow, today: date) -> "RegistrationView":
        """The view of a row on a day."""
        same = ("group_id", "person_id", "status", "waiting", "number", "channel", "share", "responsible", "members",
                "eligible", "shares", "counted", "list_version", "until", "renew_from", "ended_for", "reasons",
                "accreditations", "suspended_until")  # fmt: skip
        proof = {"method": row.proof_method, "document": row.proof_document, "seen_by": row.proof_seen_by}
        points = row.suspended_until is not None and row.suspended_until != row.city_suspended_until
        return cls(
            registration_id=row.id,
            kind=row.holder_kind,
            proof={name: value for name, value in proof.items() if value} or None,
            grants=tuple(each.model_dump(mode="json") for each in row.granted),
            suspended_for="points" if points else row.city_suspended_for,
            penalty_points=row.points_on(today),
            **row.model_dump(include=set(same)),
        )


class MembersView(View):
    """The list that counts, in the group's order."""

    registration_id: str
    version: int
    items: tuple[Member, ...]


class LookView(View):
    """One reading of a member list."""

    at: TokyoInstant
    reader: str
    purpose: str

    @classmethod
    def of(cls, look: Look) -> "LookView":
        """The view of a reading."""
        return cls(at=look.at, reader=look.reader, purpose=look.purpose)


class PenaltyView(View):
    """A fault with its points. ``status``: standing, appealed, upheld or waived."""

    penalty_id: str
    registration_id: str
    kind: str
    on: date
    booking_id: str | None
    facility_id: str | None
    rule_id: str
    points: int
    lives_until: date
    threshold: int
    appeal_until: date
    status: str
    appealed_for: str | None
    waived_for: str | None

    @classmethod
    def of(cls, row: PenaltyRow) -> "PenaltyView":
        """The view of a row."""
        data = row.model_dump(exclude={"id", "closed", "due_at", "placed", "fault"})
        return cls(penalty_id=row.id, kind=row.fault, **data)


class CodeView(View):
    """A code of a published list, with words."""

    code: str
    ja: str
    en: str


class TermsView(View):
    """What the town says of registrations: lengths in days, and the published lists."""

    term: str
    renew_days: int
    tell_days: int
    proof_required: bool
    eligible: tuple[str, ...]
    shares: tuple[CodeView, ...]
    documents: tuple[CodeView, ...]
    reasons: tuple[CodeView, ...]
    suspended_for: tuple[CodeView, ...]

    @classmethod
    def of(cls, terms: RegistrationTerms) -> "TermsView":
        """The view of the terms in force."""
        length = terms.term.length
        return cls(
            term=length if isinstance(length, str) else f"{length.months} months",
            renew_days=terms.term.renew_days,
            tell_days=terms.term.tell_days,
            proof_required=terms.proof_required,
            eligible=terms.eligible,
            shares=_codes(SHARES),
            documents=tuple(CodeView(code=each.id, ja=each.ja, en=each.en) for each in terms.documents),
            reasons=tuple(CodeView(code=each.id, ja=each.ja, en=each.en) for each in terms.reasons),
            suspended_for=_codes(SUSPENDED_FOR),
        )


def _codes(words: "dict[Share, tuple[str, str]] | dict[str, tuple[str, str]]") -> tuple[CodeView, ...]:
    return tuple(CodeView(code=code, ja=ja, en=en) for code, (ja, en) in words.items())
