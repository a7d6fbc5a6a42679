"""What a person reads about a file: what is wrong, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from files.limits import LARGEST_FILE, MEGABYTE, MOST_FILES
from files.models import StoredFile


def refusal(reason: str) -> str:
    """Why a file was refused."""
    match reason:
        case StoredFile.Reason.KIND:
            return _(
                "This is not a photo (JPG, PNG, HEIC) or a PDF."
                " Take a photo or a screenshot of it, and add that."
            )
        case StoredFile.Reason.PIXELS:
            return _(
                "This photo has too many pixels. Make a screenshot of it, or take it again, and add that."
            )
        case StoredFile.Reason.VIRUS:
            return _("In this file something was found that can damage computers. It was removed.")
        case StoredFile.Reason.UNCHECKED:
            return _(
                "We could not check this file now, so it was not added. Try again in an hour, or call us."
            )
        case _:
            return _(
                "This file is damaged and cannot be opened. Take the photo again, or choose another file."
            )


def too_large() -> str:
    """It is larger than one file may be."""
    sentence = _(
        "This file is too large: at most %(limit)d MB."
        " Take a photo with your telephone, or make it smaller first."
    )
    return sentence % {"limit": LARGEST_FILE // MEGABYTE}


def too_many() -> str:
    """More files than a message may carry."""
    sentence = _("At most %(limit)d files go with one message. Send these first, then add the others.")
    return sentence % {"limit": MOST_FILES}


def not_there() -> str:
    return _("This file does not exist, or is not meant for you.")


def not_ready() -> str:
    return _("A file is still being checked. Wait a moment and send again; your text is kept.")


def gone() -> str:
    return _("A file of this message is no longer there. Add it again; your text is kept.")


def instead_of_text(*, pictures: int, documents: int) -> str:
    """The text of a message that is only files."""
    if pictures and not documents:
        return ngettext("Photo", "%(number)d photos", pictures) % {"number": pictures}
    number = pictures + documents
    return ngettext("File", "%(number)d files", number) % {"number": number}
