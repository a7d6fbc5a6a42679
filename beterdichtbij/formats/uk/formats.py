"""How moments are written in Ukrainian, for the filters `date` and `time`."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "l, j E, H:i"
SHORT_DATETIME_FORMAT = "j E, H:i"
