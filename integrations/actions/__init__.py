"""The only writers of tokens and of what was received; one file per noun."""
