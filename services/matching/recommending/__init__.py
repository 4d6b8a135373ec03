"""Recommendations with reasons: what is compared, why this and not that, and what somebody says of their tastes."""
