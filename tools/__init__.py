"""The project's own checks and generators. Nothing here is part of the product."""
