"""Who of the sample town lets groups find them that look for somebody: one in twenty of whoever says what they like."""

import zlib

from kyoso.town.model import PersonSeed

ONE_IN = 20


def is_open(person: PersonSeed) -> bool:
    """Whether a person is one of them; drawn from the id, so that nobody else's wishes are reshuffled."""
    return zlib.crc32(person.id.encode()) % ONE_IN == 0 and bool(person.interests and person.interests.role_wishes)
