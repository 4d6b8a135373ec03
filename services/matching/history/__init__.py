"""A city's own past as a file for the evaluation, without names."""
