"""notifications: tells people what concerns them, once for each cause, person and channel, in their language."""
