"""Logs are JSON lines that lead from a request to everything it caused, and hold nothing of persons."""

import io
import json
import logging

import pytest
from pydantic import BaseModel, ValidationError

from shared import trace
from shared.errors import StoreUnavailable
from shared.logs import configure_logging, current_service


@pytest.fixture
def lines():
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    handler = configure_logging("INFO", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    handler.close()
    root.handlers[:], root.level = before


def test_a_line_names_its_service_trace_and_fields(lines):
    """Constant message, values in fields."""
    trace.enter("00-" + "a" * 32 + "-" + "b" * 16 + "-01")
    current_service.set("booking")
    logging.getLogger("services.booking").info("booked 施設", extra={"facility_id": "f1"})
    [line] = lines()

    assert ("booked 施設", "f1", "booking", "a" * 32, "info") == tuple(
        line[name] for name in ("message", "facility_id", "service", "trace_id", "level")
    )
    assert line["time"].endswith("+00:00")


def test_a_foreign_exception_is_logged_without_its_message(lines):
    """Messages of libraries repeat what they were given; the class and the place are enough."""

    class Form(BaseModel):
        age: int

    try:
        Form(age="hanako@example.jp")  # type: ignore[arg-type]  # the fault that is meant
    except ValidationError:
        logging.getLogger("x").exception("a request failed")
    text = json.dumps(lines())

    assert "hanako" not in text
    assert "ValidationError" in text
    assert "test_logs.py" in text


def test_an_exception_of_ours_is_logged_with_what_it_came_from(lines):
    """Our own messages are constant; the chain stays."""
    try:
        try:
            {}["secret"]
        except KeyError as error:
            raise StoreUnavailable("disk full") from error
    except StoreUnavailable:
        logging.getLogger("x").exception("failed")
    text = json.dumps(lines())

    assert "shared.errors.StoreUnavailable: disk full" in text
    assert "builtins.KeyError" in text
    assert "secret" not in text


def test_access_lines_with_query_strings_are_off(lines):
    """The server's own lines hold whole addresses."""
    logging.getLogger("uvicorn.access").info('127.0.0.1 - "GET /people?name=花子"')
    logging.getLogger("httpx").info("HTTP Request: GET http://127.0.0.1/people?name=花子")
    logging.getLogger("uvicorn.error").warning("started")

    assert ["started"] == [line["message"] for line in lines()]


def test_logs_can_go_to_a_file(tmp_path):
    """Appended, in UTF-8, the folder made when it is missing."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    path = tmp_path / "logs" / "kyoso.log"
    for message in ("一", "二"):
        handler = configure_logging("warning", path)
        logging.getLogger("x").warning(message)
        handler.close()
    root.handlers[:], root.level = before

    assert ["一", "二"] == [json.loads(line)["message"] for line in path.read_text("utf-8").splitlines()]
