"""Exports of a city's own past, decided."""
