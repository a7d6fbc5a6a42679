"""How moments are written in Turkish, for the filters `date` and `time`."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F l, H:i"
SHORT_DATETIME_FORMAT = "j F H:i"
