"""Consultations, decided: triage, desks, referrals, and what is told of themes."""
