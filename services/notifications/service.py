"""The use cases of notifications: tell people what concerns them, show them their inbox, respect what they want.

A message is one commit on a stream of its own, named by the fact, the person and the channel; so a fact that arrives
twice, or by two ways, makes one record. Names are looked up as they were heard so far: nothing waits for another event.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from services.notifications.domain.drafts import Bilingual, Draft, Hosts, Named, NameOfGroup, Place, TitleOfActivity
from services.notifications.domain.events import Kind
from services.notifications.domain.message import CHANNEL, Message, message_id
from services.notifications.domain.names import Activity, Facility, Group
from services.notifications.domain.recipient import Choices, Recipient, TextLanguage, text_language
from services.notifications.mails import Mails
from services.notifications.refusals import NoMail
from services.notifications.rows import MessageRow
from shared.contracts.booking import FacilityRegistered
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.matching import GroupRegistered
from shared.contracts.people import PersonChanged, PersonErased, PersonRegistered
from shared.journal import Cause, Commit, Journal, Page
from shared.journal.archived import StreamArchived


class Notifications:
    """The inboxes of one city. ``message_age_max``: older facts cause no messages."""

    def __init__(self, journal: Journal, message_age_max: timedelta, mails: Mails) -> None:
        self.journal = journal
        self.message_age_max = message_age_max
        self.mails = mails

    # -- telling

    async def tell(self, drafts: Sequence[Draft], *, cause: Cause) -> None:
        """Send each draft to its person, or record why not. Somebody erased is told nothing, and nothing is kept."""
        for draft in drafts:
            await self._send(draft, cause)

    async def _send(self, draft: Draft, cause: Cause) -> None:
        fact = cause.fact
        assert fact is not None, "messages are caused by facts"
        choices = await self._choices(draft.person_id)
        if choices is None:
            return
        names = {parameter: await self._name(named, choices) for parameter, named in draft.names.items()}
        now = self.journal.now()
        stream = Message.of(draft.person_id, message_id(fact, draft.person_id, CHANNEL))
        await self.journal.transact(
            stream, cause, lambda message: message.send(draft, choices, names, fact, now, self.message_age_max)
        )
        await self.mails.queue(draft, choices, names, fact, cause=cause)

    async def _choices(self, person_id: str) -> Choices | None:
        return await self.journal.ask(
            Recipient.stream(person_id), lambda person: None if person.forgotten else person.choices
        )

    async def _name(self, named: Named, choices: Choices) -> str | None:
        match named:
            case Place(facility_id, room_ids):
                language = text_language(choices.language)
                return await self.journal.ask(
                    Facility.stream(facility_id), lambda house: house.called(room_ids, language)
                )
            case NameOfGroup(group_id):
                return await self.journal.ask(Group.stream(group_id), lambda group: group.name)
            case TitleOfActivity(activity_id):
                return await self.journal.ask(Activity.stream(activity_id), lambda activity: activity.title)
            case Hosts():
                return await self._hosts(named, text_language(choices.language))
            case Bilingual(ja, en):
                return ja if text_language(choices.language) == "ja" else en

    async def _hosts(self, named: Hosts, language: TextLanguage) -> str | None:
        """The groups that hold an activity, the one that announced it first; ``None`` while that is not known."""
        others = named.others
        if others is None:
            others = await self.journal.ask(Activity.stream(named.activity_id), lambda activity: activity.together_with)
        ids = (named.group_id, *others)
        names = [await self.journal.ask(Group.stream(id), lambda group: group.name) for id in ids]
        if names[0] is None:
            return None
        return ("と" if language == "ja" else " and ").join(name for name in names if name is not None)

    # -- hearing

    async def hear_language(self, event: PersonRegistered | PersonChanged, *, cause: Cause) -> None:
        """Keep the language that a person reads. After a change their address may be good again."""
        language, stream = event.language, Recipient.stream(event.person_id)
        if isinstance(event, PersonChanged):
            await self.journal.transact(stream, cause, lambda person: person.hear_change(language))
        else:
            await self.journal.transact(stream, cause, lambda person: person.hear_language(language))

    async def hear_facility(self, event: FacilityRegistered, *, cause: Cause) -> None:
        """Keep what a facility and its rooms are called."""
        await self.journal.transact(Facility.stream(event.facility_id), cause, lambda house: house.hear(event))

    async def hear_group(self, event: GroupRegistered, *, cause: Cause) -> None:
        """Keep what a group is called."""
        await self.journal.transact(Group.stream(event.group_id), cause, lambda group: group.hear(event))

    async def hear_activity(self, event: ActivityAnnounced, *, cause: Cause) -> None:
        """Keep what an activity is called."""
        await self.journal.transact(Activity.stream(event.activity_id), cause, lambda activity: activity.hear(event))

    async def forget(self, event: PersonErased, *, cause: Cause) -> None:
        """Stop telling an erased person anything, and hide what they were told."""
        await self.journal.transact(Recipient.stream(event.person_id), cause, Recipient.forget)
        rows = await self.journal.all(MessageRow, where={"person_id": event.person_id}, with_closed=False)
        await asyncio.gather(*(self._hide(row, cause) for row in rows))
        await self.mails.forget(event.person_id, cause=cause)

    async def _hide(self, row: MessageRow, cause: Cause) -> None:
        with suppress(StreamArchived):  # nobody is shown the inbox of an erased person, and it holds ids only
            await self.journal.transact(Message.of(row.person_id, row.id), cause, Message.hide)

    # -- for the person

    async def inbox(self, person_id: str, *, unread: bool, cursor: str | None, limit: int) -> Page[MessageRow]:
        """A person's messages, newest first. Raises ``PersonErasedHere``."""
        await self.preferences(person_id)
        where = {"person_id": person_id} | ({"unread": True} if unread else {})
        return await self.journal.page(
            MessageRow,
            where=where,
            order_by="sent_at",
            descending=True,
            cursor=cursor,
            limit=limit,
            with_closed=False,
        )

    async def mark_read(self, person_id: str, id: str, *, cause: Cause) -> Commit:
        """Take note that a message was opened. Raises ``NotFound``."""
        return await self.journal.transact(Message.of(person_id, id), cause, Message.mark_read)

    async def preferences(self, person_id: str) -> Choices:
        """How a person is told. Raises ``PersonErasedHere``."""
        return await self.journal.ask(Recipient.stream(person_id), Recipient.present)

    async def prefer(
        self,
        person_id: str,
        kinds: Sequence[Kind],
        channels: Sequence[str],
        *,
        email: bool = False,
        plain: bool = False,
        cause: Cause,
    ) -> Commit:
        """Take the whole of how a person wants to be told. Raises ``PersonErasedHere``, ``NoMail``."""
        if email and not self.mails.offered:
            raise NoMail
        return await self.journal.transact(
            Recipient.stream(person_id), cause, lambda person: person.prefer(kinds, channels, email=email, plain=plain)
        )
