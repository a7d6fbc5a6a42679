"""The only writers of visits and paths; one file per noun."""
