"""Video visits; `media` below it forwards the packets and knows nothing of Django."""
