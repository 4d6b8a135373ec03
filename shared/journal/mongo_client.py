"""The way to a MongoDB: how commits are acknowledged and read, and the driver's faults in the port's own words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import ReadPreference
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.errors import StoreUnavailable
from shared.journal.port import VersionTaken

DUPLICATE = 11_000


def connect(url: str) -> AsyncIOMotorClient[Any]:
    """A client for all databases of a process. The time-outs bound how long a command waits before it is told *later*.

    Write concern majority: an answered commit is on more than half of the servers. Read concern majority: what was
    read cannot be rolled back. The primary is asked, since a secondary may not have what was just acknowledged.
    """
    return AsyncIOMotorClient(
        url,
        w="majority",
        readConcernLevel="majority",
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=10_000,  # also for its heartbeats: at 2 s a busy server was taken for one that is away
        socketTimeoutMS=10_000,
        appname="kyoso",
    )


def database_of(client: AsyncIOMotorClient[Any], prefix: str, service: str) -> AsyncIOMotorDatabase[Any]:
    """The database of one service."""
    return client.get_database(
        f"{prefix}_{service}",
        read_concern=ReadConcern("majority"),
        write_concern=WriteConcern("majority"),
        read_preference=ReadPreference.PRIMARY,
    )


@asynccontextmanager
async def told(name: str) -> AsyncIterator[None]:
    """Say what happened to the database ``name`` as ``VersionTaken`` or ``StoreUnavailable``."""
    try:
        yield
    except BulkWriteError as error:
        if only_duplicates(error):
            raise VersionTaken(f"{name}: a rival was first") from error
        raise StoreUnavailable(f"{name}: the server refused a part of a batch") from error
    except DuplicateKeyError as error:
        raise VersionTaken(f"{name}: a rival was first") from error
    except PyMongoError as error:
        raise StoreUnavailable(f"{name}: {type(error).__name__}") from error


def first_error(error: BulkWriteError) -> int:
    """The index of the document at which an ordered insert stopped; 0 when the server does not say.

    The count of inserted documents is not used: servers differ in what they put there.
    """
    errors = (error.details or {}).get("writeErrors") or [{"index": 0}]
    return min(int(each["index"]) for each in errors)


def only_duplicates(error: BulkWriteError) -> bool:
    """Whether rivals, and nothing else, kept documents out."""
    details = error.details or {}
    errors = details.get("writeErrors") or []
    return (
        all(each.get("code") == DUPLICATE for each in errors) and bool(errors) and not details.get("writeConcernErrors")
    )
