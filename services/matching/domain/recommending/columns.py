"""All offers as columns, for scoring them at once: which have a tag, a role, an area…, and when they start.

An offer has a slot, a place in every column. To put or drop one costs as much as it has codes: nothing else is made
anew. What is kept for a code is the set of its slots; as an array it is made when somebody asks for it.
"""

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching.domain.areas import Area
from services.matching.domain.recommending.scoring import Offer

Slots = NDArray[np.intp]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = np.iinfo(np.int64).max
FIRST_SLOTS = 256
NONE: Slots = np.empty(0, dtype=np.intp)


class Postings:
    """Which slots have a code."""

    def __init__(self) -> None:
        self._slots: dict[Any, set[int]] = {}
        self._arrays: dict[Any, Slots] = {}
        self._pairs: tuple[list[Any], Slots, Slots] | None = None

    def add(self, code: Any, slot: int) -> None:
        """The slot has the code now."""
        self._slots.setdefault(code, set()).add(slot)
        self._arrays.pop(code, None)
        self._pairs = None

    def drop(self, code: Any, slot: int) -> None:
        """The slot has it no more."""
        slots = self._slots[code]
        slots.discard(slot)
        self._arrays.pop(code, None)
        self._pairs = None
        if not slots:
            del self._slots[code]

    def of(self, code: Any) -> Slots:
        """The slots of a code, each once, in no order."""
        array = self._arrays.get(code)
        if array is None:
            slots = self._slots.get(code)
            if slots is None:
                return NONE
            array = self._arrays[code] = np.fromiter(slots, dtype=np.intp, count=len(slots))
        return array

    def pairs(self) -> tuple[list[Any], Slots, Slots]:
        """Every code, how many slots each has, and the slots of all one after the other."""
        if self._pairs is None:
            codes = self.codes
            arrays = [self.of(code) for code in codes]
            lengths = np.fromiter((len(each) for each in arrays), dtype=np.intp, count=len(codes))
            self._pairs = codes, lengths, np.concatenate(arrays) if arrays else NONE
        return self._pairs

    @property
    def codes(self) -> list[Any]:
        """Every code that a slot has."""
        return list(self._slots)


FIELDS = ("tags", "needs", "skills_wanted", "access", "areas", "times", "languages", "ages_wanted")


class Columns:
    """Offers by key. ``broader``: the vocabulary's ``{tag: broader tag}``. ``size`` is the length of every column."""

    def __init__(self, broader: Mapping[str, str] | None = None) -> None:
        self.broader = broader or {}
        self.size = 0
        self.offers: list[Offer | None] = []
        self.ids: list[str] = []
        self.slots: dict[str, int] = {}
        self._free: list[int] = []
        self.postings = {name: Postings() for name in FIELDS}
        self.families = Postings()
        self.bands = Postings()
        self.keys = Postings()
        self.until = np.zeros(0, dtype=np.int64)
        """Microseconds since 1970 until when it can be recommended; 0 for a slot without an offer."""
        self.starts = np.zeros(0, dtype=np.int64)
        self.registered = np.zeros(0, dtype=np.int64)
        """Microseconds since 1970; ``NEVER`` for none."""
        self.times = np.zeros(0, dtype=np.int64)
        self.has_tags = np.zeros(0, dtype=bool)
        self.has_needs = np.zeros(0, dtype=bool)
        self.id_crc = np.zeros(0, dtype=np.uint32)

    def put(self, key: str, id: str, offer: Offer, until: datetime | None = None) -> int:
        """Enter an offer, or replace it; its slot. ``id`` decides among equals; not recommended from ``until`` on."""
        self.drop(key)
        slot = self._take_slot()
        self.slots[key] = slot
        self.offers[slot], self.ids[slot] = offer, id
        for name, postings in self.postings.items():
            for code in getattr(offer, name):
                postings.add(code, slot)
        for family in self._families(offer):
            self.families.add(family, slot)
        self.bands.add(offer.size_band, slot)
        self.keys.add(offer.key, slot)
        self.until[slot] = NEVER if until is None else microseconds(until)
        self.starts[slot] = NEVER if offer.starts_at is None else microseconds(offer.starts_at)
        self.registered[slot] = NEVER if offer.registered_at is None else microseconds(offer.registered_at)
        self.times[slot] = len(offer.times)
        self.has_tags[slot] = bool(offer.tags)
        self.has_needs[slot] = bool(offer.needs)
        self.id_crc[slot] = zlib.crc32(id.encode())
        return slot

    def drop(self, key: str) -> None:
        """Take an offer away, if it is there."""
        slot = self.slots.pop(key, None)
        if slot is None:
            return
        offer = self.offers[slot]
        assert offer is not None
        for name, postings in self.postings.items():
            for code in getattr(offer, name):
                postings.drop(code, slot)
        for family in self._families(offer):
            self.families.drop(family, slot)
        self.bands.drop(offer.size_band, slot)
        self.keys.drop(offer.key, slot)
        self.offers[slot] = None
        self.until[slot] = 0
        self._free.append(slot)

    def family(self, tag: str) -> str:
        """The tag's broader tag, or itself."""
        return self.broader.get(tag, tag)

    def nearness(self, near: Mapping[Area, float]) -> NDArray[np.float64]:
        """How near each offer is to a person (0-1), by its nearest area: the only place where place is looked at."""
        found = np.zeros(self.size)
        areas, lengths, slots = self.postings["areas"].pairs()
        values = np.array([near.get(area, 0.0) for area in areas], dtype=np.float64)
        np.maximum.at(found, slots, np.repeat(values, lengths))
        return found

    def _families(self, offer: Offer) -> set[str]:
        return {self.family(tag) for tag in offer.tags}

    def _take_slot(self) -> int:
        if not self._free:
            before, self.size = self.size, max(FIRST_SLOTS, 2 * self.size)
            more = self.size - before
            for name in ("until", "starts", "registered", "times", "has_tags", "has_needs", "id_crc"):
                column = getattr(self, name)
                setattr(self, name, np.concatenate([column, np.zeros(more, dtype=column.dtype)]))
            self.offers += [None] * more
            self.ids += [""] * more
            self._free = list(range(self.size - 1, before - 1, -1))
        return self._free.pop()


def microseconds(instant: datetime) -> int:
    """Since 1970, exactly."""
    return (instant - EPOCH) // MICROSECOND
