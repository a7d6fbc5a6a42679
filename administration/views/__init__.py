"""Pages of an admin."""
