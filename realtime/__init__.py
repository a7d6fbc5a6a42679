"""How open browsers hear things: thin events, one socket per browser, presence. Owns no table."""
