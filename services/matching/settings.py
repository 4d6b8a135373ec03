"""Settings of matching alone, read from the environment as ``KYOSO_MATCHING_<NAME>``."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class MatchingSettings(BaseSettings):
    """What a city sets for matching."""

    model_config = SettingsConfigDict(env_prefix="KYOSO_MATCHING_", env_ignore_empty=True, frozen=True)

    data: Path | None = None
    """A folder with the city's own files under the names of ``services/matching/data``: areas, words, weights, desks,
    triage… What it lacks is as shipped. Default: all as shipped, which is the demo town."""
