"""How much may be sent. The sentences about it stand in `wording`."""

MEGABYTE = 1024 * 1024
# One file, as it is sent.
LARGEST_FILE = 25 * MEGABYTE
# All files of one form, where there is no script to send them one by one.
LARGEST_FORM = 100 * MEGABYTE
# Of one message.
MOST_FILES = 10
# Width times height, looked at before anything is decoded.
MOST_PIXELS = 50_000_000
LONGEST_NAME = 100
