"""The stand-in for a MongoDB replica set: what it has acknowledged is there after kill -9, whole."""

import asyncio
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from kyoso.cluster.java import LOCAL, Java
from kyoso.cluster.layout import HOST, answers
from tests.cluster.kafka_kit import free_ports

WRITERS = 8
BATCH = 5
KILLED_AFTER_SECONDS = 3.0


class Server:
    """The server on a file; it can be killed and started again."""

    def __init__(self, java: Java, file: Path, first: str = "") -> None:
        self._java = java
        self._first = first
        self._file = file
        self.port = free_ports(1)[0]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        argv = self._java.command("StandInStore", HOST, str(self.port), str(self._file), memory_mb=256)
        argv = [self._first + word if word == self._java.class_path else word for word in argv]
        self.process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not answers(self.port):
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        assert self.process
        self.process.terminate()
        return self.process.wait(30)

    def client(self) -> AsyncIOMotorClient:
        return AsyncIOMotorClient(
            f"mongodb://{HOST}:{self.port}/?directConnection=true", w="majority", serverSelectionTimeoutMS=3_000
        )


@pytest.fixture
def server(java: Java, tmp_path: Path) -> Iterator[Server]:
    made = Server(java, tmp_path / "store.mv")
    made.start()
    yield made
    if made.process and made.process.poll() is None:
        made.kill()


def document(stream: str, version: int) -> dict[str, object]:
    return {
        "_id": f"{stream}@{version}",
        "stream": stream,
        "version": version,
        "cause": uuid.uuid4().hex,
        "x": "y" * 300,
    }


async def acknowledged_before_a_kill(server: Server) -> list[dict[str, object]]:
    """What many writers were told before the server was killed in the middle of it; it runs again afterwards."""
    journal = server.client().kyoso_test.journal
    await journal.create_index("cause", unique=True)
    acknowledged: list[dict[str, object]] = []

    async def write(stream: str) -> None:
        version = 0
        while True:
            batch = [document(stream, version + n) for n in range(BATCH)]
            try:
                await journal.insert_many(batch, ordered=True)
            except PyMongoError:
                return
            acknowledged.extend(batch)
            version += BATCH

    writing = [asyncio.create_task(write(f"s{n}")) for n in range(WRITERS)]
    await asyncio.sleep(KILLED_AFTER_SECONDS)
    await asyncio.to_thread(server.kill)
    await asyncio.gather(*writing)
    await asyncio.to_thread(server.start)
    assert len(acknowledged) > BATCH * WRITERS
    return acknowledged


async def test_what_was_acknowledged_survives_a_kill_whole(server: Server) -> None:
    """Every acknowledged document is there, under both of its unique keys; of the rest, none is half there."""
    acknowledged = await acknowledged_before_a_kill(server)

    there = {each["_id"]: each async for each in server.client().kyoso_test.journal.find()}
    assert [] == [each["_id"] for each in acknowledged if there.get(each["_id"]) is None]
    again = server.client().kyoso_test.journal
    for each in list(there.values())[-200:]:
        with pytest.raises(DuplicateKeyError):  # by its cause: the index has it, too
            await again.insert_one({**each, "_id": f"{each['_id']}-again"})
        with pytest.raises(DuplicateKeyError):
            await again.insert_one({**each, "cause": uuid.uuid4().hex})


async def test_without_the_write_before_the_answer_acknowledged_inserts_are_lost(java: Java, tmp_path: Path) -> None:
    """The negative control: the same server without its net loses what it has acknowledged."""
    source = (LOCAL / "StandInStore.java").read_text()
    net = "log.append(done, database, command, asked);"
    assert 1 == source.count(net)
    (tmp_path / "StandInStore.java").write_text(source.replace(net, ""))
    compiler = ["javac", "-d", str(tmp_path / "classes"), "-cp", java.class_path, str(tmp_path / "StandInStore.java")]
    await asyncio.to_thread(subprocess.run, compiler, check=True)
    server = Server(java, tmp_path / "store.mv", first=f"{tmp_path / 'classes'}:")
    server.start()
    try:
        acknowledged = await acknowledged_before_a_kill(server)
        there = {each["_id"] async for each in server.client().kyoso_test.journal.find({}, {"_id": 1})}
    finally:
        server.kill()

    assert [each["_id"] for each in acknowledged if each["_id"] not in there]


async def test_rivals_for_one_key_have_one_winner(server: Server) -> None:
    """All that the journal asks of a store."""
    journal = server.client().kyoso_test.journal
    await journal.create_index("cause", unique=True)
    rivals = [{"_id": f"r{n}", "cause": "one"} for n in range(40)]

    outcomes = await asyncio.gather(*(journal.insert_one(each) for each in rivals), return_exceptions=True)

    assert 39 == sum(isinstance(each, DuplicateKeyError) for each in outcomes)
    with pytest.raises(BulkWriteError):
        await journal.insert_many([{"_id": "t", "cause": "two"}, {"_id": "u", "cause": "one"}], ordered=True)
    assert await journal.find_one({"_id": "t"})


async def test_a_clean_end_is_clean(server: Server) -> None:
    """Asked to stop, it closes its file and goes by itself."""
    await server.client().kyoso_test.things.insert_one({"_id": 1})

    assert await asyncio.to_thread(server.stop) in {0, 143}
    await asyncio.to_thread(server.start)
    assert {"_id": 1} == await server.client().kyoso_test.things.find_one({"_id": 1})
