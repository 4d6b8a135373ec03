"""How good recommendations are, measured: a past, what is known of it on a day, lists, and what came true of them."""
