"""Ledgers of bookings (予約台帳) as houses keep them: read and judged line by line, taken over whole or not at all."""
