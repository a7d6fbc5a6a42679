"""Pages of visits and care paths."""
