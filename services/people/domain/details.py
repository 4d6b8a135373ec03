"""What only the vault may hold: a person's name, contact and birth date, cleaned and within sane limits.

Names are kept as people write them (Unicode NFC, no assumption of how long or in how many parts); only what cannot be
part of a name, such as a line break, is refused.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

NAME_CHARS_MAX = 200
EMAIL_CHARS_MAX = 254
PHONE_CHARS_MAX = 32
BORN_FROM = date(1880, 1, 1)

EMAIL = re.compile(r"[^\s@\x00-\x1f\x7f]{1,64}@[^\s@\x00-\x1f\x7f.]+(\.[^\s@\x00-\x1f\x7f.]+)+")
PHONE = re.compile(r"\+?[0-9()\- ]{3,31}")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ｰー－", "-"))
NOT_IN_A_NAME = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories: controls, broken characters, line and paragraph separators."""


def clean(text: str) -> str:
    """A text as it is kept: NFC, without blanks around it. Raises for characters that are in no name."""
    text = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(character) in NOT_IN_A_NAME for character in text):
        raise PydanticCustomError("string_unicode", "it holds characters that cannot be read")
    if len(text) > NAME_CHARS_MAX:
        raise PydanticCustomError("string_too_long", "at most {max_length} characters", {"max_length": NAME_CHARS_MAX})
    return text


NamePart = Annotated[str, StringConstraints(max_length=2 * NAME_CHARS_MAX), AfterValidator(clean)]


class Name(BaseModel):
    """A person's name. One part is enough: not everybody has two. ``known_as`` is the name used in daily life."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: NamePart = ""
    given: NamePart = ""
    family_kana: NamePart = ""
    given_kana: NamePart = ""
    known_as: NamePart = ""

    @model_validator(mode="after")
    def _has_a_part(self) -> Self:
        if not (self.family or self.given):
            raise PydanticCustomError("missing", "a family name or a given name is required")
        return self


class Contact(BaseModel):
    """How to reach a person. Both may be missing: some people come to the counter and have neither."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Annotated[str, StringConstraints(max_length=EMAIL_CHARS_MAX)] | None = None
    phone: Annotated[str, StringConstraints(max_length=PHONE_CHARS_MAX)] | None = None

    @field_validator("email")
    @classmethod
    def _email(cls, email: str | None) -> str | None:
        return _matching(EMAIL, unicodedata.normalize("NFC", email).strip()) if email else None

    @field_validator("phone")
    @classmethod
    def _phone(cls, phone: str | None) -> str | None:
        """Full-width digits and the many dashes of keyboards become plain ones."""
        return _matching(PHONE, unicodedata.normalize("NFKC", phone.translate(DASHES)).strip()) if phone else None


BirthDate = Annotated[date, Field(ge=BORN_FROM)]


class Details(BaseModel):
    """Everything about a person that the vault holds, as one document."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Name
    contact: Contact = Contact()
    birth_date: BirthDate | None = None

    def content(self) -> dict[str, Any]:
        """The document as plain data."""
        return self.model_dump(mode="json", exclude_defaults=True)


def _matching(form: re.Pattern[str], text: str) -> str:
    if not form.fullmatch(text):
        raise PydanticCustomError("string_pattern_mismatch", "it does not have the right form")
    return text
