"""Registrations to use, member lists, and penalty points."""
