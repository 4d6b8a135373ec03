"""Receivers that hang, reset, redirect or lead inside: a failure with a name, tried again, and never believed."""

import asyncio
import json
import ssl
from datetime import timedelta

import pytest

from shared.errors import StoreUnavailable
from tests.integration.feeds.feeds_kit import Receiver, a_world, failures, until


def reset(writer):
    writer.transport.abort()


def endless(writer):
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    for _ in range(200):
        writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def nonsense(writer):
    writer.write(b"\x00\xff no http\r\n\r\n")


async def slow(received):
    await asyncio.sleep(5)


FAULTS = {
    "hangs": (slow, "timeout"),
    "resets": (lambda received: reset, "connection"),
    "answers nonsense": (lambda received: nonsense, "connection"),
    "redirects": (lambda received: (307, {"location": "http://127.0.0.1:1/"}), "redirect"),
    "redirects for good": (lambda received: (301, {"location": "http://169.254.169.254/"}), "redirect"),
    "says no": (lambda received: 400, "http-400"),
    "is broken": (lambda received: 502, "http-502"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_receiver_that_misbehaves_is_a_failure_with_a_name(tmp_path, fault):
    """Not followed, not waited for, not believed; it is tried again, and the next time it may be well."""
    misbehave, code = FAULTS[fault]
    well = []
    async with (
        a_world(tmp_path) as world,
        Receiver(behave=lambda received: 200 if well else misbehave(received)).up() as receiver,
    ):
        id = (await world.subscribe(url=receiver.url))["subscription_id"]
        await world.happen("a")
        await until(failures, world, id, 1)
        row = await world.row(id)
        well.append(True)
        await world.advance(timedelta(seconds=10))
        await until(lambda: "a" in receiver.facilities and not world.couriers.lag_seconds())

    assert code == row["last_failure"]
    assert {"/hook"} == set(receiver.paths)


async def test_an_answer_without_end_is_not_read_to_its_end(tmp_path):
    """2xx is 2xx; the rest is not our business."""
    async with a_world(tmp_path) as world, Receiver(behave=lambda received: endless).up() as receiver:
        id = (await world.subscribe(url=receiver.url))["subscription_id"]
        await world.happen("a")
        await until(lambda: len(receiver.paths) == 1)
        await world.staff.post(f"/subscriptions/{id}/pause")
        await asyncio.sleep(0.1)

        assert 0 == (await world.row(id))["failures"]


async def test_an_address_nobody_listens_on_and_a_name_that_nobody_knows(tmp_path):
    """Codes, without words of the system."""
    async with a_world(tmp_path) as world:
        closed = (await world.subscribe(url="http://127.0.0.1:1/hook"))["subscription_id"]
        unknown = (await world.subscribe(url="https://no-such-host.invalid/hook"))["subscription_id"]
        await world.happen("a")
        for id in (closed, unknown):
            await until(failures, world, id, 1)
        codes = [(await world.row(id))["last_failure"] for id in (closed, unknown)]

    assert ["connection", "dns"] == codes


async def test_a_name_that_turns_private_after_registration_is_not_called(tmp_path):
    """DNS rebinding: the address is looked at whenever it is called, and nothing is sent there."""
    answers = {"public": ["93.184.215.14"], "private": ["127.0.0.1"]}
    now = ["public"]

    async def resolve(host, port):
        return answers[now[0]]

    async with a_world(tmp_path, feeds_networks_allowed="") as world, Receiver().up() as receiver:
        world.couriers._addresses._resolve = resolve
        id = (await world.subscribe(url=f"https://neighbour.example:{receiver.port}/hook"))["subscription_id"]
        now[0] = "private"
        await world.happen("a")
        await until(failures, world, id, 1)
        row = await world.row(id)

    assert ("address-not-public", []) == (row["last_failure"], receiver.paths)


async def test_a_private_address_is_refused_at_registration(tmp_path):
    """With what is wrong; and http for a public name."""
    async with a_world(tmp_path, feeds_networks_allowed="") as world:
        refused = [
            await world.staff.post(
                "/subscriptions",
                json={"subscriber": "x1", "name": "x", "kind": "webhook", "types": ["slots-taken.v1"], "url": url},
            )
            for url in ("https://169.254.169.254/latest", "https://127.0.0.1/hook", "http://neighbour.example/hook")
        ]

    assert [(422, "address-refused")] * 3 == [(each.status_code, each.json()["code"]) for each in refused]


async def test_a_certificate_that_is_not_trusted_is_a_failure_of_tls(tmp_path, self_signed):
    """Checked against the name, although the connection goes to a number; trusted, it is delivered."""
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(*self_signed)
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=server_side)
    port = server.sockets[0].getsockname()[1]
    url = f"https://neighbour.example:{port}/hook"

    async def resolve(host, port):
        return ["127.0.0.1"]

    seen = {}
    for ca in (None, self_signed[0]):
        async with a_world(tmp_path / str(bool(ca)), feeds_ca_file=ca, feeds_webhook_timeout_seconds=5.0) as world:
            world.couriers._addresses._resolve = resolve
            id = (await world.subscribe(url=url))["subscription_id"]
            other = (await world.subscribe(url=url.replace("neighbour", "somebody")))["subscription_id"]
            await world.happen("a")
            await until(failures, world, other, 1)
            if ca:
                await until(lambda: receiver.received)
            else:
                await until(failures, world, id, 1)
            seen[bool(ca)] = [(await world.row(each))["last_failure"] for each in (id, other)]
    server.close()

    assert {False: ["tls", "tls"], True: ["", "tls"]} == seen
    assert "neighbour.example" in receiver.received[0].headers["host"]


async def test_a_store_that_is_away_for_a_while_loses_nothing(tmp_path):
    """Deliveries wait and go on."""
    async with a_world(tmp_path) as world, Receiver().up() as receiver:
        await world.subscribe(url=receiver.url)
        store, append = world.service.journal.store, world.service.journal.store.append
        await world.happen("a")

        async def away(batch):
            raise StoreUnavailable("for a while")

        store.append = away
        await asyncio.sleep(0.5)
        store.append = append
        await until(lambda: "a" in receiver.facilities)
        assert json.loads(receiver.received[0].body)["type"] == "slots-taken.v1"
