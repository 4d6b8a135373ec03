"""Every town's rules of use as data: read, checked, decided and explained, without a line of code for a town.

``book`` reads a file, ``engine`` decides, ``explain`` says what would have to be different, ``lint`` finds what a clerk
would want to know before the council does. Everything here is pure. How to write a file: ``docs/rulebook.md``.
"""
