"""How moments are written in Dutch, by the filters `date` and `time`: with a dot, as people write them."""

TIME_FORMAT = "H.i"
DATETIME_FORMAT = r"l j F \o\m H.i \u\u\r"
SHORT_DATETIME_FORMAT = "j F, H.i"
