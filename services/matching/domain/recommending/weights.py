"""How much each feature of a recommendation counts: data with dates, so that a past list can be explained later."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.matching.domain.recommending.seen import How
from shared.contracts.matching import SizeBand


class FeatureWeights(BaseModel):
    """The greatest contribution of each feature, in points. What a city's older file does not name counts nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: float = Field(ge=0)
    role: float = Field(ge=0)
    area: float = Field(ge=0)
    time: float = Field(ge=0)
    language: float = Field(ge=0)
    small: float = Field(ge=0)
    new_field: float = Field(ge=0)
    hands_wanted: float = Field(ge=0)
    soon: float = Field(ge=0)
    skill: float = Field(ge=0, default=0)
    access: float = Field(ge=0, default=0)
    age: float = Field(ge=0, default=0)
    newly: float = Field(ge=0, default=0)
    seen: float = Field(ge=0, default=0)
    """Taken off, not added."""


class Parameters(BaseModel):
    """The shapes of the features: what a second shared tag counts for, or a kindred one, how soon is soon."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repeat_factor: float = Field(gt=0, le=1)
    soon_days: float = Field(gt=0)
    newly_days: float = Field(gt=0, default=60)
    kindred_factor: float = Field(ge=0, le=1, default=0)
    tap_factor: float = Field(ge=1, default=1)
    """How many times as much tastes count in a list that somebody asked for by tapping one."""
    small: dict[SizeBand, float]
    seen_days: float = Field(gt=0, default=180)
    seen: dict[How, float] = {}


class Weights(BaseModel):
    """One version of the weights, in force from a day (in Tokyo) on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    effective_from: date
    weights: FeatureWeights
    parameters: Parameters

    def tapped(self) -> "Weights":
        """Those of a list for tastes that were tapped: a profile says what one likes, a tap what one asks for now."""
        tag = self.weights.tag * self.parameters.tap_factor
        return self.model_copy(update={"weights": self.weights.model_copy(update={"tag": tag})})


class WeightTable:
    """All versions. Raises ``ValueError`` when there is none or two begin on one day."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.versions = sorted(
            (Weights.model_validate(version) for version in document["versions"]),
            key=lambda version: version.effective_from,
        )
        days = [version.effective_from for version in self.versions]
        if not days or len(set(days)) != len(days):
            raise ValueError("weights need at least one version, each from another day on")

    @classmethod
    def read(cls, path: Path) -> "WeightTable":
        """The table of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def on(self, day: date) -> Weights:
        """The version in force on a day; before the first one, the first."""
        in_force = [version for version in self.versions if version.effective_from <= day]
        return in_force[-1] if in_force else self.versions[0]
