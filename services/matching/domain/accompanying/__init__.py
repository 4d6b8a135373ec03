"""Accompaniment, decided."""
