"""Settings of booking alone, read from the environment as ``KYOSO_BOOKING_<NAME>``."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from services.booking.rulebook.book import Book


class BookingSettings(BaseSettings):
    """What a city sets for booking."""

    model_config = SettingsConfigDict(env_prefix="KYOSO_BOOKING_", frozen=True)

    registrations_file: Path | None = None
    """The city's terms of registration. Default: ``services/booking/data/registrations.toml``."""
    rulebook_file: Path | None = None
    """The town's rulebook, from which penalty points are taken. Default: the demo town's."""
    rules_file: Path | None = None
    """The city's rules of use. Default: the file that the product ships, ``services/booking/data/rules.toml``."""

    def book(self) -> Book:
        """The town's rulebook. Raises ``WrongBook``, which is a ``ValueError``."""
        return Book.load(self.rulebook_file) if self.rulebook_file else Book.shipped("komorebi")
