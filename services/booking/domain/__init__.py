"""Pure decisions and folds of booking: no I/O, no clock, no framework."""
