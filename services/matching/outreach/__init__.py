"""Outreach days (出張相談会) and digital-help salons, with appointments."""
