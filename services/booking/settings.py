"""Settings of booking alone, read from the environment as ``KYOSO_BOOKING_<NAME>``."""

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class BookingSettings(BaseSettings):
    """What a city sets for booking."""

    model_config = SettingsConfigDict(env_prefix="KYOSO_BOOKING_", env_ignore_empty=True, frozen=True)

    registrations_file: Path | None = None
    """The city's terms of registration. Default: ``services/booking/data/registrations.toml``."""
    rules_file: Path | None = None
    """The city's rules of use, a file as ``docs/rulebook.md`` says. Default: those of the demo town, which the product
    ships as ``services/booking/data/towns/komorebi.toml``."""
    papers_file: Path | None = None
    """What the city's papers say. Default: the file that the product ships, ``services/booking/data/papers.toml``."""
    payments: Literal["none", "simulator"] | None = None
    """The payment service for paying online. Default: the simulated one in the demo, none elsewhere."""
