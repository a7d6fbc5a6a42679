"""The only writers of conversations, and the only senders of their events; one file per noun."""
