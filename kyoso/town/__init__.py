"""The sample town: a fictional one, generated from a seed and loaded through the same use cases everyone uses."""
