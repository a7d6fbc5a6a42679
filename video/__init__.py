"""Video visits: planned or walk-in, the waiting room, guests, who is in the room, and what is left of it.

`media` below it forwards the packets, knows rooms and seats by their ids, and nothing of Django. Not the
conversation (conversations), nor the appointment as the hospital's system tells it (carepaths).
"""
