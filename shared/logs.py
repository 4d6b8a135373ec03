"""Logs as one JSON object a line: constant messages, values in fields, the trace and the service of the work in hand.

Never personal data: no query strings, no bodies, and of foreign exceptions the class and the place, not the message.
"""

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

from shared import trace
from shared.errors import KyosoError

current_service: ContextVar[str] = ContextVar("service", default="")
"""Set by the HTTP edge, by delivery and by the relay; stands in every line."""

FRAMES_MAX = 30
QUIET = ("httpx", "httpcore", "aiokafka", "asyncio", "faststream")
"""Libraries whose informative lines are noise, or hold whole URLs."""


class _Formatter(JsonFormatter):
    """Adds what every line must tell."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        log_data["service"] = current_service.get()
        log_data["trace_id"] = trace.trace_id()

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        return exception_text(ei[1])


def exception_text(error: BaseException | None) -> str:
    """The classes and places of an exception and of what it came from; messages only of our own and of the system."""
    lines: list[str] = []
    while error is not None and len(lines) < FRAMES_MAX * 3:
        told = f": {error}" if isinstance(error, (KyosoError, OSError)) else ""
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}{told}")
        lines.extend(_places(error.__traceback__))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def _places(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"  {code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-FRAMES_MAX:]


def configure_logging(level: str = "INFO", target: TextIO | Path | None = None) -> logging.Handler:
    """Write all logs to ``target`` (a stream, a file to append to, or standard error); gives the handler, to close."""
    handler: logging.Handler
    if isinstance(target, Path):
        target.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(target, encoding="utf-8")
    else:
        handler = logging.StreamHandler(target or sys.stderr)
    handler.setFormatter(_Formatter("%(message)s", json_ensure_ascii=False))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False  # its lines hold query strings
    return handler
