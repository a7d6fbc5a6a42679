"""The only writers: `writing` for what a member does, `sending` for what the worker does."""
