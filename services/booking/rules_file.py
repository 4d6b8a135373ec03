"""The file of rules that a deployment runs by: read at the start, which fails with every finding when it is wrong."""

import logging
import tomllib
from pathlib import Path

from services.booking.rulebook import toml
from services.booking.rulebook.book import TOWNS, Book, WrongBook
from services.booking.rulebook.lint import lint
from services.booking.rulebook.reading import Finding

log = logging.getLogger(__name__)

DEMO_TOWN = "komorebi"
OLD_TABLES = frozenset({"defaults", "kinds"})


def read_rules(path: Path | None) -> Book:
    """The rules in ``path``; without it, those of the demo town. Raises ``WrongBook`` with what is wrong.

    What ``kyoso rules check`` finds beyond that (a gap in prices, a cap that never binds) is logged as a warning: the
    town runs by it.
    """
    if path is None:
        return Book.shipped(DEMO_TOWN)
    text = _text(path)
    try:
        book = Book.of(text)
    except WrongBook as wrong:
        raise WrongBook([*_old(path, text), *wrong.findings]) from wrong
    for finding in lint(book):
        log.warning("a finding in the rules of use", extra={"file": str(path), "finding": str(finding)})
    return book


def rules_text(path: Path | None) -> str:
    """The text of the file that ``read_rules`` would read. Raises ``WrongBook``."""
    return _text(path or TOWNS / f"{DEMO_TOWN}.toml")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongBook([Finding(1, str(path), "UTF-8 で保存してください", "save it as UTF-8")]) from error
    except OSError as error:
        raise WrongBook([Finding(1, str(path), "ファイルを読めません", f"cannot be read: {error.strerror}")]) from error


def _old(path: Path, text: str) -> list[Finding]:
    """Whether the file is of the form that came before the rulebook, and what to do then."""
    try:
        raw = toml.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    if "schema" in raw or not OLD_TABLES & set(raw):
        return []
    ja = "古い形式の規則です。docs/rulebook.md の形に書き直し、kyoso rules check で確かめてください"
    en = "rules of the old form: write them as docs/rulebook.md says, and try them with kyoso rules check"
    return [Finding(1, str(path), ja, en)]
