"""Outreach days and appointments, decided."""
