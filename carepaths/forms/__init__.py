"""What the team types about paths."""
