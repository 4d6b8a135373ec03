"""The safety nets that only a cluster shows, the patch that removes each, and the words that must then be found.

Each ``find`` must be in its file exactly once.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """One change of one file."""

    file: str
    find: str
    put: str


@dataclass(frozen=True)
class ClusterControl:
    """One net. ``says``: what the failure looks like, any of them; another failure proves nothing."""

    net: str
    edits: tuple[Edit, ...]
    says: tuple[str, ...]


COMMITS = "shared/journal/mongo_commits.py"
PENDING = "shared/journal/mongo_pending.py"
STORE = "shared/journal/mongo.py"
SCHEMA = "shared/journal/mongo_schema.py"

CLUSTER = (
    ClusterControl(
        "unique cause",
        (Edit(SCHEMA, 'Index(JOURNAL, ("cause",), unique=True)', 'Index(JOURNAL, ("cause",))'),),
        ("one key was used twice",),
    ),
    ClusterControl(
        "unique version",
        (
            Edit(COMMITS, '        "_id": key,\n', '        "_id": f"{key}#{commit.id}",\n        "key": key,\n'),
            Edit(STORE, 'self._find("_id", keys)', 'self._find("key", keys)'),
            Edit(SCHEMA, 'Index(JOURNAL, ("pending",), unique=True, sparse=True)', 'Index(JOURNAL, ("key",))'),
            Edit(SCHEMA, 'Index(JOURNAL, ("first",), unique=True, sparse=True)', 'Index(JOURNAL, ("first",))'),
            Edit(
                PENDING,
                'found = self._journal.find({"_id": {"$in": list(keys)}}, {"pending": 1})',
                'found = self._journal.find({"key": {"$in": list(keys)}}, {"pending": 1, "key": 1})',
            ),
            Edit(PENDING, 'return {keys[document["_id"]]', 'return {keys[document["key"]]'),
            Edit(PENDING, 'update_many({"_id": {"$in": keys}}', 'update_many({"key": {"$in": keys}}'),
        ),
        ("has versions", "NOT linearizable", "assert 1 == max(held.values())"),
    ),
    ClusterControl(
        "keyed cause",
        (
            Edit(
                "shared/journal/causes.py",
                'return Cause(f"fact/{fact.id}/{handler}"',
                'return Cause(f"fact/{fact.id}/{handler}/{uuid.uuid4()}"',
            ),
        ),
        ("assert sizes ==", "assert expected == Counter", "assert Counter(event.id", "assert {1} == set"),
    ),
    ClusterControl(
        "commit before publish",
        (
            Edit(
                "shared/messaging/running.py",
                "        await self.relay.start()\n",
                "        from shared.messaging.envelope import outgoing\n"
                "        store, relay = self.service.journal.store, self.relay\n"
                "        append = store.append\n"
                "        async def early(batch):\n"
                "            for commit in batch.commits:\n"
                "                for index, record in enumerate(commit.records):\n"
                "                    if topic := relay._topic_of.get(record.type):\n"
                "                        event = outgoing(commit, index, 'urn:kyoso:139998:early', 0)\n"
                "                        await relay._publisher.publish(topic, store.journal_id, [event])\n"
                "            return await append(batch)\n"
                "        store.append = early\n"
                "        await self.relay.start()\n",
            ),
        ),
        ("no journal has this event", "assert expected == Counter", "assert Counter(event.id"),
    ),
)
