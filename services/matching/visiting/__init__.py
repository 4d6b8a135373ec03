"""Coming once (一度だけ来てみる): said with one tap, greeted by somebody by name."""
