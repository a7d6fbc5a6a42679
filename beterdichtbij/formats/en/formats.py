"""How moments are written in English, for the filters `date` and `time`."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"l j F \a\t H:i"
SHORT_DATETIME_FORMAT = "j F, H:i"
