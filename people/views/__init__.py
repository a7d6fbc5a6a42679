"""The pages of this app, one file per noun."""
