"""Every setting of a deployment, with its default and unit; read from the environment as ``KYOSO_<NAME>``."""

from datetime import timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.loopback import is_loopback


class Settings(BaseSettings):
    """One deployment serves one city. Instants are UTC inside; rules and days are Tokyo's."""

    model_config = SettingsConfigDict(env_prefix="KYOSO_", frozen=True)

    bus: Literal["embedded", "kafka"] = "embedded"
    """``embedded``: the Kafka-protocol broker inside this process, forgets on restart. ``kafka``: Apache Kafka."""
    store: Literal["sqlite", "mongo"] = "sqlite"
    """``sqlite``: a file a service, one process. ``mongo``: a database a service, any number of processes."""
    mongo_url: str = "mongodb://127.0.0.1:27017"
    mongo_url_file: Path | None = None
    """The same in a file, for a city whose address carries a password: an environment is shown to many."""
    mongo_prefix: str = "kyoso"
    """Databases are called ``<prefix>_<service>``, ``<prefix>_<service>_vault``."""
    kafka_bootstrap: str = "127.0.0.1:9092"
    kafka_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """A city's broker has TLS and names its users (``SASL_SSL``). Without, whoever reaches it can write as anybody."""
    kafka_ca_file: Path | None = None
    """PEM: who signed the broker's certificate. Default: those whom the machine trusts."""
    kafka_cert_file: Path | None = None
    kafka_key_file: Path | None = None
    """PEM: kyoso's own certificate and its key, where the broker asks for one."""
    kafka_sasl_mechanism: Literal["SCRAM-SHA-512", "PLAIN"] = "SCRAM-SHA-512"
    """With ``PLAIN`` the broker hears the password itself: with TLS only."""
    kafka_user: str = ""
    """One user a service (``kyoso-booking``): the broker's access list gives each its own topics and no others."""
    kafka_password_file: Path | None = None
    """A file, never the environment: that is shown by ``ps`` and by crash reports."""
    kafka_replication: int = Field(default=1, ge=1, le=9)
    """Copies of each record: 1 on one machine, 3 in a city (one broker may be away while another is repaired)."""
    kafka_partitions_max: int = Field(default=12, ge=1)
    """A topic's partitions at most, for its life: as many consumers of one service share its work. Each costs a little
    with every question to the broker, so a cluster on one machine has fewer."""
    kafka_retention: timedelta = timedelta(days=14)
    """How long the broker keeps events: longer than a subscriber's longest holidays. A topic may ask for more."""
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
    town_people: int = Field(default=5_000, ge=300, le=50_000)
    """People of the sample town; a cluster on one machine begins with fewer, for the sake of its store."""
    town_past_days: int = Field(default=7, ge=0, le=30)
    """Days that a new sample town has behind it when it is first seen. The demo's clock begins one day before them, of
    seven and more some months before them."""
    clock_file: Path | None = None
    """The demo's clock where it has several processes: a file that the desk writes and all read. Never in a city."""
    town_url: str = ""
    """Where the pages ask the services when they run elsewhere: the proxy's address. Default: this process."""
    drain_seconds: float = Field(default=0.0, ge=0.0, le=60.0)
    """How long a process that was asked to stop still serves while it says that it is not ready, so that the proxy in
    front sends it nothing new: two of the proxy's checks. 0 where nobody stands in front."""
    master_key_file: Path | None = None
    """Keys the vaults and the HMACs. Default: ``<data>.key`` beside the data folder, mode 0600, made when missing."""

    event_bytes_max: int = 256 * 1024
    message_age_max: timedelta = timedelta(hours=48)
    """Older facts cause no messages."""
    snapshot_every_commits: int = 200
    smtp_host: str = ""
    """The mail server that takes what goes to people. Empty: there is no e-mail, and nobody is offered any."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_tls: Literal["starttls", "implicit", "none"] = "starttls"
    """``none`` is for a server on this machine only: addresses are not told over an open line."""
    smtp_ca_file: Path | None = None
    """PEM: who signed the mail server's certificate. Default: those whom the machine trusts."""
    smtp_user: str = ""
    smtp_password_file: Path | None = None
    """Read when a connection is made and there is a user: a new password needs no restart."""
    smtp_timeout_seconds: float = Field(default=60.0, gt=0, le=300)
    """How long one answer of the mail server is waited for. Many check a mail before they answer for it."""
    mail_from: str = Field(default="", pattern=r"^([A-Za-z0-9._+-]{1,40}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?$")
    """Whose mail it is. What cannot be delivered comes back to ``bounce+…`` at the same domain."""
    mail_rate_max: float = Field(default=10.0, gt=0, le=1_000)
    """Mails a second that one process hands over at most: what the mail server's owner allows, divided by replicas."""
    mail_connections: int = Field(default=2, ge=1, le=20)
    """Connections to the mail server of one process; each carries one mail after the other."""
    site_url: str = Field(default="", pattern=r"^(https?://[!-;=?-~]+)?$")
    """The address under which people reach the city; it stands in mails. Default: this process's own."""
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
    slow_request_seconds: float = Field(default=0.5, gt=0)
    """A request whose answer begins later is logged, and its trace stands beside its figure (an exemplar)."""
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _several_processes_need_kafka(self) -> Self:
        """The embedded broker forgets on restart and counts on one process that knows every position."""
        if self.store == "mongo" and self.bus == "embedded":
            raise ValueError("KYOSO_STORE=mongo needs KYOSO_BUS=kafka")
        return self

    @model_validator(mode="after")
    def _mail_has_a_sender_and_a_shut_line(self) -> Self:
        """Mail without a sender comes back to nobody; addresses and passwords do not cross a network in the open."""
        if self.smtp_host and not self.mail_from:
            raise ValueError("KYOSO_SMTP_HOST needs KYOSO_MAIL_FROM")
        if self.smtp_host and self.smtp_tls == "none" and not is_loopback(self.smtp_host):
            raise ValueError("KYOSO_SMTP_TLS=none is for a mail server on this machine only")
        if self.smtp_user and not self.smtp_password_file:
            raise ValueError("KYOSO_SMTP_USER needs KYOSO_SMTP_PASSWORD_FILE")
        return self

    @property
    def own_url(self) -> str:
        """Where this process answers."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def is_demo(self) -> bool:
        """Whether this is the sample town on one machine, in one process or as one of a cluster's."""
        return self.demo or self.clock_file is not None

    @property
    def mongo_address(self) -> str:
        """Where MongoDB is: what the file says, else the setting. Raises ``OSError`` when the file is not there."""
        return self.mongo_url_file.read_text("utf-8").strip() if self.mongo_url_file else self.mongo_url

    @property
    def key_file(self) -> Path:
        """Where the master key lies: beside the data folder, so that a copy of the data does not carry it."""
        return self.master_key_file or self.data.with_name(self.data.name + ".key")
