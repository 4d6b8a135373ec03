"""Every setting of a deployment, with its default and unit; read from the environment as ``KYOSO_<NAME>``."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One deployment serves one city. Instants are UTC inside; rules and days are Tokyo's."""

    model_config = SettingsConfigDict(env_prefix="KYOSO_", frozen=True)

    bus: Literal["embedded", "kafka"] = "embedded"
    """``embedded``: the Kafka-protocol broker inside this process, forgets on restart. ``kafka``: Apache Kafka."""
    store: Literal["sqlite"] = "sqlite"
    kafka_bootstrap: str = "127.0.0.1:9092"
    data: Path = Path("var/kyoso")
    """The data folder: one SQLite file a service, the clock, the broker's address."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    municipality: str = Field(default="139998", pattern=r"^\d{6}$")
    """The city's 6-digit code. The default belongs to no city: the sample town is fictional."""
    city_name: str = "こもれび市"
    city_name_en: str = "Komorebi"
    """The city's name as its pages show it. The default is the sample town's."""
    issuer: str = ""
    """The OIDC issuer's URL. Empty: the demo's own issuer, which is refused outside loopback."""
    audience: str = "kyoso"
    demo: bool = False
    """Serve the demo's issuer and its movable clock. Loopback only."""
    master_key_file: Path | None = None
    """Keys the vaults and the HMACs. Default: ``<data>.key`` beside the data folder, mode 0600, made when missing."""

    event_bytes_max: int = 256 * 1024
    message_age_max: timedelta = timedelta(hours=48)
    """Older facts cause no messages."""
    snapshot_every_commits: int = 200
    feeds_networks_allowed: str = ""
    """Networks (``10.1.0.0/16,127.0.0.0/8``) that webhooks may also go to, there without TLS too. All else must be
    ``https`` and a public address."""
    feeds_ca_file: Path | None = None
    """Certificates that are trusted for webhooks. Default: the system's."""
    feeds_webhook_timeout_seconds: float = Field(default=10.0, gt=0)
    feeds_listeners_max: int = Field(default=2_000, ge=1)
    """Server-sent event streams open at once in one process."""
    feeds_segment_events_max: int = Field(default=1_000, ge=2)
    """Events in one stream of the feed journal; then the next one is begun."""

    request_body_bytes_max: int = 1024 * 1024
    log_level: str = "INFO"

    @property
    def key_file(self) -> Path:
        """Where the master key lies: beside the data folder, so that a copy of the data does not carry it."""
        return self.master_key_file or self.data.with_name(self.data.name + ".key")
