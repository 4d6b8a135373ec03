"""Numbers of papers: made from what the paper is about, so that it has the same one however often it is printed."""

from hashlib import blake2b

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which people read as something else."""
LENGTH, GROUP = 10, 5
"""50 bits: among the 100,000 papers of a city's year, two have the same number once in 200,000 years."""


def paper_number(kind: str, *about: str) -> str:
    """The number of one paper, in two groups: ``7K3M9-QX2BD``. It is no secret, and nothing is opened with it."""
    digest = blake2b("\0".join((kind, *about)).encode(), digest_size=8).digest()
    bits = int.from_bytes(digest, "big")
    text = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(LENGTH))
    return f"{text[:GROUP]}-{text[GROUP:]}"
