"""A city's own areas, from a table of towns or a map, to the file that matching reads; and what is wrong with one."""
