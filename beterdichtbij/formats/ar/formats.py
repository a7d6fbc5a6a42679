"""How moments are written in Arabic, for the filters `date` and `time`."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "l j F، H:i"
SHORT_DATETIME_FORMAT = "j F، H:i"
