"""Plays the hospital's own system against a running product of the demo: books, moves, delivers, cancels.

Without an argument it plays the whole story, with pauses to look.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.dateformat import DateFormat

from beterdichtbij.demo.hospital import HOUSE, Hospital, NotTakenIn

ACTS = ("story", "book", "move", "result", "cancel")
# So near that the first reminder goes out at once, and the second one is still to come.
SOON, LATER = 8, 21


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=ACTS, default="story")
        parser.add_argument("--days", type=int, help="so many days ahead")
        parser.add_argument("--patient", default="anna", help="key of a patient of the demo (anna)")
        parser.add_argument("--url", default=settings.PUBLIC_URL, help="where the product runs")
        parser.add_argument("--pause", type=float, default=15, help="seconds between the acts of the story")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This plays with the demo world only. Set DEMO=1.")
        hospital = Hospital(options["url"].rstrip("/"), options["patient"])
        acts = ACTS[1:] if options["act"] == "story" else (options["act"],)
        try:
            with translation.override("en"):
                for number, act in enumerate(acts):
                    if number:
                        time.sleep(options["pause"])
                    self._play(hospital, act, options["days"])
        except NotTakenIn as refusal:
            raise CommandError(str(refusal)) from refusal

    def _play(self, hospital: Hospital, act: str, days: int | None) -> None:
        getattr(self, f"_{act}")(hospital, days)

    def _book(self, hospital: Hospital, days: int | None) -> None:
        start = hospital.book(days=days or SOON)
        self._say(
            f"Booked a check-up on {said(start)}.",
            "The first reminder, ten days before, is late and goes out at once: within a few seconds"
            f" it stands under Te doen at {hospital.url}/mijn/, with three buttons.",
            f"The plan of the path: {hospital.url}/org/{HOUSE}/zorgpaden/",
        )

    def _move(self, hospital: Hospital, days: int | None) -> None:
        start = hospital.move(days=days or LATER)
        self._say(
            f"Moved the check-up to {said(start)}.",
            "The second reminder moves along. What was sent is not sent again; a few moments later one"
            " message tells of the move.",
        )

    def _result(self, hospital: Hospital, days: int | None) -> None:
        hospital.deliver_result()
        self._say(
            "Delivered a result of the laboratory (that it is there, not what it says).",
            "The second reminder is left out, and the task is no longer asked.",
        )

    def _cancel(self, hospital: Hospital, days: int | None) -> None:
        hospital.cancel()
        self._say(
            "Cancelled the check-up.",
            f"Nothing more is sent; it stands as cancelled at {hospital.url}/mijn/afspraken/.",
        )

    def _say(self, *sentences: str) -> None:
        self.stdout.write("\n".join(sentences) + "\n")


def said(moment: Any) -> str:
    return DateFormat(moment).format("l j F, H:i")
