"""Pure decisions and folds of points: no I/O, no clock, no framework."""
