"""Registrations and penalty points, decided."""
