"""Figures of a whole cluster on one machine, each beside what its store and its broker do alone in the same run."""
