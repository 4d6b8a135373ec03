"""What makes a step of the ladder (data/ladder.json): data with dates, so that a past step can be explained later."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

StepName = Literal["interested", "taking-part", "core"]
STEPS: tuple[StepName, ...] = ("interested", "taking-part", "core")


class LadderTerms(BaseModel):
    """One version of the definitions, in force from a day (in Tokyo) on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    effective_from: date
    taking_part_days: int = Field(ge=1, le=400)
    core_days: int = Field(ge=1, le=400)
    core_attendances: int = Field(ge=1)
    core_groups: int = Field(ge=1)


class LadderTable:
    """All versions. Raises ``ValueError`` when there is none or two begin on one day."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.versions = sorted(
            (LadderTerms.model_validate(version) for version in document["versions"]),
            key=lambda version: version.effective_from,
        )
        days = [version.effective_from for version in self.versions]
        if not days or len(set(days)) != len(days):
            raise ValueError("the ladder needs at least one version, each from another day on")

    @classmethod
    def read(cls, path: Path) -> "LadderTable":
        """The table of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def on(self, day: date) -> LadderTerms:
        """The version in force on a day; before the first one, the first."""
        in_force = [version for version in self.versions if version.effective_from <= day]
        return in_force[-1] if in_force else self.versions[0]
