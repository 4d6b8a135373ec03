"""Reads TOML that anybody may have written: whatever is wrong with it is said, and none of it takes for ever."""

import tomllib
from typing import Any

DOTS_MAX = 100
"""Parts of the keys of one line; a parser takes their square in time."""


def loads(text: str) -> dict[str, Any]:
    """What the text says. Raises ``TOMLDecodeError`` for whatever cannot be read."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > DOTS_MAX and _dots(line) > DOTS_MAX:
            raise tomllib.TOMLDecodeError(f"keys of more than {DOTS_MAX} parts (at line {number}, column 1)")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError as error:
        raise tomllib.TOMLDecodeError("brackets in brackets too many times") from error
    except ValueError as error:  # a number of thousands of digits
        raise tomllib.TOMLDecodeError(str(error).partition(";")[0]) from error


def _dots(line: str) -> int:
    """The dots of a line that stand in no string and no comment."""
    within, found, signs = "", 0, iter(line)
    for sign in signs:
        if within:
            if sign == "\\" and within == '"':
                next(signs, None)
            elif sign == within:
                within = ""
        elif sign in "\"'":
            within = sign
        elif sign == "#":
            break
        else:
            found += sign == "."
    return found
