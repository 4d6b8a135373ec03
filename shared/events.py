"""The base of every event: an immutable fact in the past tense, pinned to a type name with a major version.

A private event stays in its service's journal; a public one (``shared.contracts``) is also published.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """One fact inside a commit. Unknown fields are ignored, so that older code reads newer events."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    type: ClassVar[str]
    """Kebab-case name with a major version, e.g. ``quota-reserved.v1``. Never reused for another meaning."""

    topic: ClassVar[str | None] = None
    """The topic a public event is published on; ``None`` for a private one."""

    def body(self) -> bytes:
        """The event as JSON bytes, without line breaks."""
        return self.__pydantic_serializer__.to_json(self)

    @classmethod
    def parse(cls, body: bytes | str) -> "Event":
        """The event that ``body`` (JSON) holds. Raises ``pydantic.ValidationError``."""
        return cls.model_validate_json(body)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "type" in cls.__dict__ and not _is_type_name(cls.type):
            raise TypeError(f"{cls.__name__}.type must look like 'room-taken.v1', not {cls.type!r}")


def _is_type_name(name: str) -> bool:
    stem, _, major = name.rpartition(".v")
    return bool(stem) and major.isdigit() and stem == stem.lower() and "_" not in stem
