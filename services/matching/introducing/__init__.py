"""Introductions (紹介): asked, both sides' yes, a first meeting, joined or kindly declined, and a month later."""
