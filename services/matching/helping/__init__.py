"""Small help (頼みごと・手伝えること): requests and offers with exact places."""
