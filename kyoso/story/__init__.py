"""The loop that must always work, played over HTTP against any running instance, from interests to points."""

from kyoso.story.cast import Cast, CastError
from kyoso.story.client import StepFailed
from kyoso.story.play import play
from kyoso.story.stage import Outcome

__all__ = ["Cast", "CastError", "Outcome", "StepFailed", "play"]
