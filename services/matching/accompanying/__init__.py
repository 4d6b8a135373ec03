"""Accompaniment (伴走支援): an intermediary body beside a project, from agreed goals to an ending."""
