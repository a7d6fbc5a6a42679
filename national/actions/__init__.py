"""What changes who takes part, and what was given."""
