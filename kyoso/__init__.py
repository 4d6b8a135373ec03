"""The whole town in one place: command line, embedded runner, demo issuer, sample town, story. Imports all services."""

from shared.version import VERSION

__version__ = VERSION
