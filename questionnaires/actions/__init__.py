"""The only writers: of lists and rules, of requests, of answers, and of what follows from them."""
