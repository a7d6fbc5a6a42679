"""The writers of figures, and of what is delivered of them."""
