"""Figures, each with a baseline in the same run. ``make bench`` runs them all; docs/benchmarks.md keeps a record."""
