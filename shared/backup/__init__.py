"""Copies of a deployment: one format for both stores, made while it runs, proven, and taken into an empty place."""
