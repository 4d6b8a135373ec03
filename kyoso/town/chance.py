"""Chance that is the same each time: a generator for one purpose of one seed."""

from random import Random


def chance(seed: int, *purpose: str) -> Random:
    """A generator that gives the same numbers for the same seed and purpose, on every machine."""
    return Random("/".join((str(seed), *purpose)))  # noqa: S311 - invents a town, guards nothing
