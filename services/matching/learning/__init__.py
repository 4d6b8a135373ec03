"""Supporters in training (協創サポーター): beside whom each learns, their goals, and cases to learn by."""
