"""The writers of copies."""
