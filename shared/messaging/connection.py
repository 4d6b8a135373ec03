"""How one reaches the broker: address, TLS and SASL, once, for every client that kyoso uses.

Three libraries speak to Kafka here (aiokafka, FastStream over it, librdkafka for administration), each with words of
its own for the same settings.
"""

import os
import ssl
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from faststream.security import BaseSecurity, SASLPlaintext, SASLScram512

from shared.settings import Settings

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["SCRAM-SHA-512", "PLAIN"]


class ConnectionFault(ValueError):
    """The settings of the connection do not fit together. The text is for people."""


@dataclass(frozen=True)
class Connection:
    """Where the broker is and how one proves who one is. ``password_file`` is read when a client is made."""

    bootstrap: str
    protocol: Protocol = "PLAINTEXT"
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    mechanism: Mechanism = "SCRAM-SHA-512"
    user: str = ""
    password_file: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Connection":
        """What the settings say. Raises ``ConnectionFault`` for what cannot work."""
        made = cls(
            bootstrap=settings.kafka_bootstrap,
            protocol=settings.kafka_protocol,
            ca_file=settings.kafka_ca_file,
            cert_file=settings.kafka_cert_file,
            key_file=settings.kafka_key_file,
            mechanism=settings.kafka_sasl_mechanism,
            user=settings.kafka_user,
            password_file=settings.kafka_password_file,
        )
        made.check()
        return made

    def check(self) -> None:
        """Refuse what no client could use: a SASL protocol without a user, a file that cannot be read."""
        if self._sasl and not (self.user and self.password_file):
            raise ConnectionFault(f"KYOSO_KAFKA_PROTOCOL={self.protocol}: KYOSO_KAFKA_USER, KYOSO_KAFKA_PASSWORD_FILE")
        for file in (self.ca_file, self.cert_file, self.key_file, self.password_file):
            if file is not None and not (file.is_file() and os.access(file, os.R_OK)):
                raise ConnectionFault(f"{file} がありません / is not there, or may not be read")

    # -- for each library

    def for_aiokafka(self) -> dict[str, Any]:
        """Arguments of ``AIOKafkaProducer`` and ``AIOKafkaConsumer``."""
        made: dict[str, Any] = {"bootstrap_servers": self.bootstrap, "security_protocol": self.protocol}
        if self._tls:
            made["ssl_context"] = self._context
        if self._sasl:
            made["sasl_mechanism"] = self.mechanism
            made["sasl_plain_username"] = self.user
            made["sasl_plain_password"] = self._password()
        return made

    def for_faststream(self) -> BaseSecurity:
        """The ``security`` of a ``KafkaBroker``."""
        context = self._context if self._tls else None
        if not self._sasl:
            return BaseSecurity(ssl_context=context, use_ssl=self._tls)
        kind = SASLPlaintext if self.mechanism == "PLAIN" else SASLScram512
        return kind(username=self.user, password=self._password(), ssl_context=context, use_ssl=self._tls)

    def for_librdkafka(self) -> dict[str, Any]:
        """The configuration of a client of ``confluent_kafka``."""
        made: dict[str, Any] = {"bootstrap.servers": self.bootstrap, "security.protocol": self.protocol}
        files = {
            "ssl.ca.location": self.ca_file,
            "ssl.certificate.location": self.cert_file,
            "ssl.key.location": self.key_file,
        }
        if self._tls:
            made |= {name: str(file) for name, file in files.items() if file is not None}
        if self._sasl:
            made |= {"sasl.mechanism": self.mechanism, "sasl.username": self.user, "sasl.password": self._password()}
        return made

    # -- parts

    @property
    def _tls(self) -> bool:
        return self.protocol in {"SSL", "SASL_SSL"}

    @property
    def _sasl(self) -> bool:
        return self.protocol in {"SASL_PLAINTEXT", "SASL_SSL"}

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
        if self.cert_file is not None:
            context.load_cert_chain(self.cert_file, self.key_file)
        return context

    def _password(self) -> str:
        assert self.password_file is not None
        return self.password_file.read_text("utf-8").strip()
