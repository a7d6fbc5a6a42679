"""What an admin changes, and only here."""
