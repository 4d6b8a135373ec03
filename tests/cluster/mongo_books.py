"""The books of a cluster, read from its MongoDB databases by a client that is not the product's."""

from typing import Any

from pymongo import MongoClient
from pymongo.read_concern import ReadConcern

from tests.faults.books import Books, KeptCommit

PORTION = 10_000
"""Documents an answer; the stand-in puts all of them into one unless it is asked for fewer."""


class MongoBooks(Books):
    """One database a service, called ``<prefix>_<service>``."""

    def __init__(self, url: str, prefix: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(url, serverSelectionTimeoutMS=5_000)
        self._prefix = prefix

    def _collection(self, service: str, name: str) -> Any:
        database = self._client.get_database(f"{self._prefix}_{service}", read_concern=ReadConcern("majority"))
        return database[name]

    def commits(self, service: str) -> list[KeptCommit]:
        found = [
            KeptCommit(
                document["id"],
                document["stream"],
                document["version"],
                document["cause"],
                document["at"],
                KeptCommit.unpacked(document["events"].encode()),
            )
            for document in self._collection(service, "journal").find({}, batch_size=PORTION)
        ]
        return sorted(found, key=lambda commit: (commit.stream, commit.version))

    def documents(self, service: str) -> list[dict[str, Any]]:
        """The journal as it lies there."""
        return list(self._collection(service, "journal").find({}, batch_size=PORTION))

    def all_rows(self, service: str) -> list[dict[str, Any]]:
        """Every row of every kind, as it lies there."""
        database = self._client[f"{self._prefix}_{service}"]
        kinds = [name for name in database.list_collection_names() if name.startswith("row_")]
        return [row for name in kinds for row in database[name].find({}, batch_size=PORTION)]

    def letters(self, service: str) -> int:
        return int(self._collection(service, "dead_letters").count_documents({}))

    def letters_told(self, service: str) -> list[str]:
        """Each dead letter in a line."""
        return [
            f"{service}: {each['topic']} {each['type']} {each['subject']} {each['handler']}: {each['reason']}"
            for each in self._collection(service, "dead_letters").find({}, batch_size=PORTION)
        ]

    def row_count(self, service: str, kind: str) -> int:
        return int(self._collection(service, f"row_{kind.replace('-', '_')}").count_documents({}))

    def pending(self, service: str) -> int:
        """Commits whose events the bus has not acknowledged yet."""
        found = self._collection(service, "journal").find({"pending": {"$regex": "^"}}, {"_id": 1})
        return len(list(found))  # a count would read every commit: it asks no index of the stand-in

    def size(self, service: str) -> int:
        """How many commits there are."""
        return int(self._collection(service, "journal").count_documents({}))

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()
