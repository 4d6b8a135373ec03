"""The tests; ``tests.kit`` is what those of services share."""
