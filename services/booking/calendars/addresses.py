"""Secret addresses of calendars: calendar programs send no token, so the address itself is what its owner knows.

An address is the id of a row and a keyed digest of it: without the deployment's key nobody can make one, neither from a
copy of the database nor by guessing (128 bits), and one that is taken back leads nowhere from that moment on.
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from dataclasses import dataclass

from services.booking.calendars.feeds_refusals import CalendarGone
from services.booking.calendars.rows import CalendarAddressRow
from services.booking.domain.calendar_addresses import CalendarAddresses, CalendarAddressMade, Feed
from services.booking.domain.group import Group
from services.booking.forgotten import Forgotten
from services.booking.groups.groups import Groups
from shared.events import Event
from shared.journal import Cause, Commit, Journal
from shared.web import Caller, Forbidden, NotFound

MAC_BYTES = 16
TOKEN_BYTES = 16 + MAC_BYTES


class AddressTokens:
    """Makes and reads the secret part of addresses with the deployment's key for them."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, address_id: str) -> str:
        """The token of an address: 43 characters that a URL can hold."""
        return base64.urlsafe_b64encode(uuid.UUID(address_id).bytes + self._mac(address_id)).decode().rstrip("=")

    def read(self, token: str) -> str | None:
        """The id of the address that a token was made for; ``None`` for anything that this key did not make."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(raw) != TOKEN_BYTES:
            return None
        address_id = str(uuid.UUID(bytes=raw[:16]))
        return address_id if hmac.compare_digest(self._mac(address_id), raw[16:]) else None

    def _mac(self, address_id: str) -> bytes:
        return hashlib.blake2b(address_id.encode(), key=self._key, digest_size=MAC_BYTES).digest()


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a command did to an address, and the commit that did it."""

    commit: Commit
    address: CalendarAddressMade


class Addresses:
    """Makes addresses, takes them back, and says whose calendar one leads to."""

    def __init__(self, journal: Journal, groups: Groups, forgotten: Forgotten, tokens: AddressTokens) -> None:
        self._journal = journal
        self._groups = groups
        self._forgotten = forgotten
        self.tokens = tokens

    async def make(self, feed: Feed, subject_id: str, *, by: Caller, cause: Cause) -> Addressed:
        """A new address of one's own calendar, or of one's group's; the one before leads nowhere from now on.

        Raises ``NotFound``, ``Forbidden``, ``PersonErasedHere``, ``TooManyAddresses``.
        """
        allowed = await self._refusal(feed, subject_id, by.person_id)
        address_id = cause.new_id("calendar-address")

        def decide(addresses: CalendarAddresses) -> list[Event]:
            self._forgotten.check(by.person_id)
            if allowed is not None:
                raise allowed
            return addresses.make(address_id, feed, subject_id)

        commit = await self._journal.transact(CalendarAddresses.stream(by.person_id), cause, decide)
        made = [event for event in commit.events if type(event) is CalendarAddressMade]
        return Addressed(commit, made[0])

    async def revoke(self, feed: Feed, subject_id: str, *, by: Caller, cause: Cause) -> Addressed:
        """Take one's address back. Raises ``NotFound`` when there is none."""

        def decide(addresses: CalendarAddresses) -> list[Event]:
            events = addresses.revoke(feed, subject_id)
            if not events:
                raise NotFound(what="calendar")
            return events

        commit = await self._journal.transact(CalendarAddresses.stream(by.person_id), cause, decide)
        return Addressed(commit, commit.first(CalendarAddressMade))

    async def standing(self, *, by: Caller) -> tuple[CalendarAddressMade, ...]:
        """The caller's addresses that lead somewhere."""
        return await self._journal.ask(
            CalendarAddresses.stream(by.person_id), lambda addresses: tuple(addresses.standing.values())
        )

    async def subject(self, feed: Feed, token: str) -> str:
        """Whose calendar an address leads to: a person's id, or a group's.

        Raises ``NotFound`` for what was never an address, ``CalendarGone`` for one that is not in use any more or whose
        owner has left the group, ``PersonErasedHere``.
        """
        address_id = self.tokens.read(token)
        row = await self._journal.get(CalendarAddressRow, address_id) if address_id else None
        if row is None or row.feed != feed:
            raise NotFound(what="calendar")
        self._forgotten.check(row.person_id)
        if row.closed or (feed == "groups" and not await self._belongs(row.subject_id, row.person_id)):
            raise CalendarGone
        return row.subject_id

    async def _refusal(self, feed: Feed, subject_id: str, person_id: str) -> NotFound | Forbidden | None:
        """Why a person may not have this calendar; decided behind the look-up of the cause."""
        if feed == "people":
            return None if subject_id == person_id else Forbidden(rule="own")
        if await self._groups.get(subject_id) is None:
            return NotFound(what="group", group_id=subject_id)
        return None if await self._belongs(subject_id, person_id) else Forbidden(rule="member-of-group")

    async def _belongs(self, group_id: str, person_id: str) -> bool:
        """Whether a person is a member or an officer of a group, as far as has been heard."""
        return await self._journal.ask(Group.stream(group_id), lambda group: person_id in group.members)
