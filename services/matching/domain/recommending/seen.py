"""In which ways something is known to a person before it is recommended."""

from typing import Literal

How = Literal["asked", "invited", "set-aside"]
"""They asked to meet it, it asked them, or they set it aside."""
