"""An application full of holes, one of each kind, to prove that the walk over the URLs finds them."""
