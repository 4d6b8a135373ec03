"""From a slow request to everything that it caused: its log line, and the events of each service it reached."""

import re

from click.testing import CliRunner

from kyoso.cli import main
from kyoso.commands.common import FAULT, UNAVAILABLE, USAGE
from kyoso.following import published
from shared.messaging.search import Found
from tests.end_to_end.town_kit import booking, furnish, town

LINE = (
    '{"time": "2026-11-25T01:00:00.123+00:00", "level": "warning", "service": "booking", "message": "a slow request",'
)
TRACE = "0123456789abcdef" * 2


def run(*arguments):
    return CliRunner().invoke(main, ["trace", *map(str, arguments)])


async def test_a_slow_booking_is_followed_to_the_message_it_caused(tmp_path):
    """One command, given what the problem, the log or the exemplar shows."""
    async with town(tmp_path / "town", KYOSO_SLOW_REQUEST_SECONDS="0.000001") as running:
        place = await furnish(running)
        answer = await running.do("POST", "/booking/bookings", "resident-ken", booking(place.houses[0], "r0", 2, 40))
        other = await running.do("POST", "/booking/bookings", "resident-ken", booking(place.houses[0], "r0", 2, 41))
        await running.caught_up()
        found = run(answer.headers["traceparent"], "--data", running.data, "--logs", running.log)
        nothing = run("f" * 32, "--data", running.data)
        only_logs = run(answer.headers["traceparent"][3:35], "--data", running.data, "--logs", running.log, "--no-bus")

    assert 0 == found.exit_code, found.output
    said = [line.split()[4] for line in found.stdout.splitlines() if re.match(r"\d{4}-", line)]
    services = [line.split()[3] for line in found.stdout.splitlines() if re.match(r"\d{4}-", line)]
    assert {"booking-confirmed.v1", "slots-taken.v1"} <= set(said)
    assert "booking" in services
    assert "a slow request" in found.stdout
    assert "POST /bookings" in found.stdout
    assert other.json()["booking_id"] not in found.stdout
    assert "resident-ken" not in found.stdout
    assert FAULT == nothing.exit_code
    assert "nothing found" in nothing.output
    assert "a slow request" in only_logs.stdout
    assert "booking-confirmed.v1" not in only_logs.stdout


def test_lines_that_are_no_logs_are_passed_over(tmp_path):
    """A container's log has other lines, and words of its own before ours."""
    file = tmp_path / "all.log"
    file.write_text(
        f'boot {TRACE}\nbooking-1 | {LINE} "trace_id": "{TRACE}", "route": "POST /b"}}\n{{"trace_id": "{TRACE}"\n'
    )

    found = run(TRACE, "--no-bus", "--logs", tmp_path)

    assert 0 == found.exit_code, found.output
    assert 1 == found.stdout.count("a slow request")
    assert "route=POST /b" in found.stdout


def test_what_is_no_trace_id_is_refused_in_words():
    """Before anything is asked."""
    assert USAGE == run("1234").exit_code


def test_a_bus_that_is_not_there_is_said(tmp_path):
    """With what can be done without it."""
    ended = run(TRACE, "--data", tmp_path / "nothing")

    assert UNAVAILABLE == ended.exit_code
    assert "--no-bus" in ended.output


def test_the_subject_of_a_restricted_event_is_left_out():
    """It may be a person; an open one is the place that an operator looks for."""
    told = {"ce_type": "x.v1", "ce_source": "urn:kyoso:139998:points", "ce_time": "2026-11-25T00:00:00Z"}
    found = [
        Found(topic, 0, 7, {**told, "ce_subject": "subject/1"})
        for topic in ("kyoso.points", "kyoso.facilities", "other")
    ]
    steps = list(published(found))

    assert ["points"] * 3 == [step.service for step in steps]
    assert [False, True, False] == ["subject/1" in step.more for step in steps]
