"""Use cases about groups: profile, members, officers. Who may do what is decided on the group's own stream, exactly."""

from collections.abc import Callable, Sequence

from services.matching.domain.groups.group import Group, Profile
from services.matching.domain.groups.standing_events import Standing
from services.matching.domain.introducing.record import SAID_YES
from services.matching.domain.person import Person
from services.matching.guarding.refusals import MemberNeedsGuardian, OfficerNotAdult
from services.matching.introducing.rows import IntroductionRow
from services.matching.knowledge import Knowledge
from services.matching.permissions import Action, relations, require
from services.matching.refusals import IntroductionNotAccepted, PersonGone
from services.matching.rows import GroupRow, MemberRow, PersonRow
from services.matching.words_kept import WordsKept
from shared.clock import tokyo_date
from shared.errors import NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Commit, Journal, Page
from shared.web import Caller, NotFound

Decide = Callable[[Group], Sequence[Event]]


class Groups:
    """``by`` is who asks; ``None`` is the command line, which loads in bulk and leaves sagas to the relay."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.kept = kept

    # -- profile

    async def register(
        self,
        profile: Profile,
        *,
        by: Caller | None,
        cause: Cause,
        group_id: str | None = None,
        officer_id: str | None = None,
    ) -> Commit:
        """Enter a group, with its first officer when one is named.

        Raises ``Forbidden``, ``UnknownWords``, ``GroupExists`` (only with a ``group_id`` from a register),
        ``OfficerNotAdult``, ``MemberNeedsGuardian``.
        """
        require("register-group", relations(by))
        coded = self.knowledge.profile(profile)
        at = self.journal.now()
        objection = await self._too_young(officer_id) if by and officer_id else None

        def register(group: Group) -> Sequence[Event]:
            registered = group.register(coded, officer_id, at)
            if objection:
                raise objection
            return registered

        stream = Group.stream(group_id or cause.new_id("group"))
        return await self.journal.transact(stream, cause, register)

    async def change(self, group_id: str, profile: Profile, *, by: Caller | None, cause: Cause) -> Commit:
        """Replace a group's profile. Raises ``Forbidden``, ``NotFound``, ``UnknownWords``."""
        coded = self.knowledge.profile(profile)
        return await self._on("change-group", group_id, by, cause, lambda group: group.change(coded))

    async def get(self, group_id: str) -> GroupRow:
        """One group. Raises ``NotFound``."""
        row = await self.journal.get(GroupRow, group_id)
        if row is None:
            raise NotFound(what="group")
        return row

    async def page(
        self,
        *,
        area: str | None,
        tag: str | None,
        kind: str | None,
        standing: Standing = "active",
        cursor: str | None,
        limit: int,
    ) -> Page[GroupRow]:
        """Groups by name; of one area, tag (code or word), kind; those that are active, or pause, or have ended."""
        having = {}
        if area:
            having["area_ids"] = area
        if tag:
            having["tags"] = self.knowledge.words.code("tags", tag) or tag
        where: dict[str, str] = {"standing": standing, **({"group_kind": kind} if kind else {})}
        return await self.journal.page(
            GroupRow, where=where, having=having, order_by="name", cursor=cursor, limit=limit
        )

    # -- members

    async def add_member(
        self,
        group_id: str,
        person_id: str,
        *,
        by: Caller | None,
        cause: Cause,
        introduction_id: str | None = None,
        role: str = "member",
    ) -> Chain:
        """Make somebody a member; the introduction that led there is completed.

        Without an introduction the person must be known here. Raises ``Forbidden``, ``NotFound``, ``NotYet``,
        ``PersonGone``, ``IntroductionNotAccepted``, ``AlreadyMember``, ``GroupFull``, ``MemberNeedsGuardian``; the
        command line enters members whom the group has already.
        """
        objection = await self._objection(group_id, person_id, introduction_id) if by else None

        def join(group: Group) -> Sequence[Event]:
            joined = group.join(person_id, role)
            if objection:
                raise objection
            return joined

        commit = await self._on("add-member", group_id, by, cause, join)
        return await self._settled(commit, by)

    async def remove_member(self, group_id: str, person_id: str, *, by: Caller | None, cause: Cause) -> Chain:
        """End a membership. Raises ``Forbidden``, ``NotFound``, ``LastOfficer``."""
        commit = await self._on(
            "remove-member", group_id, by, cause, lambda group: _found(group.leave(person_id)), person_id=person_id
        )
        return await self._settled(commit, by)

    async def appoint(
        self, group_id: str, person_id: str, *, by: Caller | None, cause: Cause, role: str = "officer"
    ) -> Chain:
        """Let somebody act for a group, and not a child, whoever appoints; the command line enters who does already.

        Raises ``Forbidden``, ``NotFound``, ``AlreadyOfficer``, ``TooManyOfficers``, ``OfficerNotAdult``,
        ``MemberNeedsGuardian``.
        """
        objection = await self._too_young(person_id) if by else None

        def appoint(group: Group) -> Sequence[Event]:
            appointed = group.appoint(person_id, role)
            if objection:
                raise objection
            return appointed

        commit = await self._on("appoint-officer", group_id, by, cause, appoint)
        return await self._settled(commit, by)

    async def retire(self, group_id: str, person_id: str, *, by: Caller | None, cause: Cause) -> Commit:
        """End an office; they stay a member. Raises ``Forbidden``, ``NotFound``, ``LastOfficer``."""
        return await self._on("retire-officer", group_id, by, cause, lambda group: _found(group.retire(person_id)))

    async def members(self, group_id: str, *, by: Caller, cursor: str | None, limit: int) -> Page[MemberRow]:
        """Members and officers of a group. Raises ``Forbidden``, ``NotFound``."""
        group = await self.get(group_id)
        require("list-members", relations(by, officers=group.officers))
        return await self.journal.page(
            MemberRow, where={"group_id": group_id}, cursor=cursor, limit=limit, with_closed=False
        )

    async def of_person(self, person_id: str) -> list[MemberRow]:
        """The groups somebody belongs to."""
        return await self.journal.all(MemberRow, where={"person_id": person_id}, with_closed=False)

    # -- inside

    async def _on(
        self,
        action: Action,
        group_id: str,
        by: Caller | None,
        cause: Cause,
        decide: Decide,
        *,
        person_id: str | None = None,
    ) -> Commit:
        """Decide on a group that exists, for a caller who may."""

        def decided(group: Group) -> Sequence[Event]:
            if not group.registered:
                raise NotFound(what="group")
            require(action, relations(by, person_id=person_id, officers=group.officers))
            return decide(group)

        return await self.journal.transact(Group.stream(group_id), cause, decided)

    async def _objection(self, group_id: str, person_id: str, introduction_id: str | None) -> Refusal | NotYet | None:
        """What is against a new member, as far as other streams tell."""
        person = await self.journal.get(PersonRow, person_id)
        if person and person.closed:
            return PersonGone()
        if introduction_id is None and not (person and person.heard):
            return NotYet("person-registered")
        if introduction_id is not None:
            row = await self.journal.get(IntroductionRow, introduction_id)
            theirs = row is not None and row.group_id == group_id and row.person_id == person_id
            status = row.status if row is not None and theirs else "unknown"
            if status not in SAID_YES:
                return IntroductionNotAccepted(introduction_id=introduction_id, status=status)
        return await self._without_guardian(person_id)

    async def _without_guardian(self, person_id: str) -> MemberNeedsGuardian | None:
        today = tokyo_date(self.journal.now())
        lacks = await self.journal.ask(Person.stream(person_id), lambda person: person.lacks_guardian(today))
        return MemberNeedsGuardian() if lacks else None

    async def _too_young(self, person_id: str) -> Refusal | None:
        """What is against an officer, who becomes a member too, as far as their age is known."""
        today = tokyo_date(self.journal.now())
        child = await self.journal.ask(Person.stream(person_id), lambda person: person.is_child(today))
        return OfficerNotAdult() if child else await self._without_guardian(person_id)

    async def _settled(self, commit: Commit, by: Caller | None) -> Chain:
        if by is None:
            return Chain((commit,))
        return await self.kept.settled(commit)


def _found(events: list[Event]) -> list[Event]:
    if not events:
        raise NotFound(what="member")
    return events
