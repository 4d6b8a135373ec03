"""Introductions, first meetings and follow-ups, decided."""
