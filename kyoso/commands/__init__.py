"""The commands of the ``kyoso`` command line, one module each."""
