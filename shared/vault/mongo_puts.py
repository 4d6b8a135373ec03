"""Putting documents into a MongoDB vault: whoever asks while a put is under way rides in the next one.

Six questions for all together instead of six for each, so that thousands of people are taken in within seconds. The
fault of one is the fault of one.
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson.binary import Binary
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import BulkWriteError, DuplicateKeyError

from shared.clock import Clock, utc_text
from shared.errors import StoreUnavailable
from shared.journal.mongo_client import only_duplicates, told
from shared.vault.port import AnotherPersons, Erased, VaultDocument
from shared.vault.sealing import seal, unseal

SHARING_MAX = 256
WAITING_MAX = 20_000


@dataclass(eq=False, slots=True)
class _Put:
    """One caller's documents, what went wrong with them, and who waits."""

    documents: Sequence[VaultDocument]
    done: "asyncio.Future[None]"
    fault: Exception | None = field(default=None)


class Puts:
    """Serves the puts of one vault. ``drop`` takes everything of an erased person away."""

    def __init__(
        self,
        database: AsyncIOMotorDatabase[Any],
        master: AESGCM,
        clock: Clock,
        drop: Callable[[str], Awaitable[None]],
    ) -> None:
        self._name = database.name
        self._master = master
        self._clock = clock
        self._drop = drop
        self._keys = database["keys"]
        self._documents = database["documents"]
        self._erased = database["erased"]
        self._waiting: deque[_Put] = deque()
        self._task: asyncio.Task[None] | None = None

    async def put(self, documents: Sequence[VaultDocument]) -> None:
        """Write documents, sealed. Raises ``Erased``, ``AnotherPersons``, ``StoreUnavailable``."""
        if len(self._waiting) >= WAITING_MAX:
            raise StoreUnavailable(f"{self._name}: too many wait")
        job = _Put(documents, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._serve(), name=f"{self._name}-puts")
        await job.done

    async def _serve(self) -> None:
        while self._waiting:
            jobs = [self._waiting.popleft() for _ in range(min(len(self._waiting), SHARING_MAX))]
            try:
                async with told(self._name):
                    await self._together(jobs)
            except Exception as error:  # noqa: BLE001 - every caller is to know
                for job in jobs:
                    job.fault = job.fault or error
            for job in jobs:
                if job.done.done():
                    continue
                if job.fault is not None:
                    job.done.set_exception(job.fault)
                else:
                    job.done.set_result(None)

    async def _together(self, jobs: Sequence[_Put]) -> None:
        owners = await self._owners([document.id for job in jobs for document in job.documents])
        for job in jobs:
            for document in job.documents:
                if owners.setdefault(document.id, document.person_id) != document.person_id:
                    job.fault = AnotherPersons(document.id)
        keys = await self._keys_of(jobs)
        sound = [job for job in jobs if job.fault is None]
        await self._write([self._sealed(document, keys) for job in sound for document in job.documents])
        await self._look_for_erasures(sound)

    async def _owners(self, ids: Sequence[str]) -> dict[str, str]:
        found = self._documents.find({"_id": {"$in": list(ids)}}, {"person_id": 1})
        return {document["_id"]: document["person_id"] async for document in found}

    async def _keys_of(self, jobs: Sequence[_Put]) -> dict[str, bytes]:
        """The keys of all persons, made where there is none and never replaced; jobs of the erased are faulty."""
        persons = {document.person_id for job in jobs if job.fault is None for document in job.documents}
        keys = await self._known_keys(persons)
        if new := persons - keys.keys():
            erased = await self._erased_among(new)
            for job in jobs:
                if job.fault is None and not erased.isdisjoint(document.person_id for document in job.documents):
                    job.fault = Erased(next(iter(erased)))
            made = {person: AESGCM.generate_key(bit_length=256) for person in new - erased}
            keys |= await self._insert_keys(made)
        return keys

    async def _insert_keys(self, made: Mapping[str, bytes]) -> dict[str, bytes]:
        wrapped = [
            {"_id": person, "wrapped": Binary(seal(self._master, key, person.encode()))} for person, key in made.items()
        ]
        if not wrapped:
            return {}
        try:
            await self._keys.insert_many(wrapped, ordered=False)
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise
            return await self._known_keys(set(made))  # another replica made some of them at the same moment
        return dict(made)

    async def _known_keys(self, persons: set[str]) -> dict[str, bytes]:
        found = self._keys.find({"_id": {"$in": sorted(persons)}})
        return {key["_id"]: unseal(self._master, bytes(key["wrapped"]), key["_id"].encode()) async for key in found}

    async def _erased_among(self, persons: set[str]) -> set[str]:
        return {found["_id"] async for found in self._erased.find({"_id": {"$in": sorted(persons)}}, {"_id": 1})}

    def _sealed(self, document: VaultDocument, keys: Mapping[str, bytes]) -> dict[str, Any]:
        plain = json.dumps(document.content, ensure_ascii=False).encode()
        sealed = seal(AESGCM(keys[document.person_id]), plain, document.id.encode())
        return {
            "_id": document.id,
            "person_id": document.person_id,
            "written_at": utc_text(self._clock.now()),
            "sealed": Binary(sealed),
        }

    async def _write(self, documents: Sequence[dict[str, Any]]) -> None:
        if not documents:
            return
        try:
            await self._documents.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise
            for each in (error.details or {}).get("writeErrors", ()):
                await self._replace(documents[each["index"]])

    async def _replace(self, document: dict[str, Any]) -> None:
        """A put that is repeated: its own document is written again, unless a rival took the id meanwhile."""
        owner = (await self._owners([document["_id"]])).get(document["_id"])
        if owner not in {None, document["person_id"]}:
            raise AnotherPersons(document["_id"])
        try:
            await self._documents.replace_one({"_id": document["_id"]}, document, upsert=True)
        except DuplicateKeyError:
            return  # a repeat of the same put, at the same moment

    async def _look_for_erasures(self, jobs: Sequence[_Put]) -> None:
        """An erasure that came while we wrote has perhaps not seen what we wrote: take it back."""
        erased = await self._erased_among({document.person_id for job in jobs for document in job.documents})
        for person in erased:
            await self._drop(person)
        for job in jobs:
            if not erased.isdisjoint(document.person_id for document in job.documents):
                job.fault = Erased(next(iter(erased)))
