"""What a house hands out on paper: permits, refusals, receipts, slips, and the operator's monthly report, as PDF.

The same facts give the same bytes. What the papers say beside the facts is data (``data/papers.toml``).
"""
