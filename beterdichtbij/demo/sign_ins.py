"""Who can sign in to the demo world and how. None of this is a secret: that is why the demo stands alone."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_otp.oath import totp

from beterdichtbij.demo.cast import HOUSES, PATIENTS, RELATIVES, WORKERS
from beterdichtbij.demo.crowd import crowd

PASSWORD = "samen-dichterbij-2026"
STEP = 30


@dataclass(frozen=True, slots=True)
class SignIn:
    """One row: who, as what, where, with what. `code` is the code of this moment, for staff only."""

    who: str
    role: str
    address: str
    email: str
    password: str
    second_step: str
    code: str = ""


def sign_ins() -> list[SignIn]:
    """The ways in that a newcomer needs: patients first, then the team of Lindeborg, then the others."""
    return [_patient("anna"), _patient("henk"), _relative("lotte"), *(_worker(each.key) for each in WORKERS)]


def current_code(key: str) -> str:
    """The code that the authenticator app of this member of staff would show now."""
    return f"{totp(second_factor_key(key), step=STEP):06d}"


def seconds_left() -> int:
    """How long the current codes hold."""
    return STEP - int(time.time()) % STEP


def second_factor_key(key: str) -> bytes:
    return hashlib.sha1(f"demo:{key}".encode()).digest()


def email_of(key: str) -> str:
    for worker in WORKERS:
        if worker.key == key:
            given, family = worker.given_name, worker.family_name.replace(" ", "")
            return f"{given}.{family}@{worker.house}.example".lower()
    given, family = name_of(key)
    plain = f"{given}.{family}".replace(" ", "").replace("ı", "i")
    return f"{plain}@example.org".lower()


def mobile_of(key: str) -> str:
    # 06 00… is not given out in the Netherlands.
    return f"+31600{int(hashlib.sha1(key.encode()).hexdigest(), 16) % 1_000_000:06d}"


def name_of(key: str) -> tuple[str, str]:
    if key in RELATIVES:
        return RELATIVES[key]
    patient = next(patient for patient in (*PATIENTS, *crowd()) if patient.key == key)
    return patient.given_name, patient.family_name


def _patient(key: str) -> SignIn:
    houses = [house.name for house in HOUSES for p in PATIENTS if (p.key, p.house) == (key, house.slug)]
    role = _("Patient of %(organisations)s") % {"organisations": ", ".join(houses)}
    return _own_app(key, role)


def _relative(key: str) -> SignIn:
    child = next(patient for patient in PATIENTS if patient.parent == key)
    return _own_app(key, _("Mother of %(name)s, who has no account") % {"name": child.given_name})


def _own_app(key: str, role: str) -> SignIn:
    step = str(_("Code by text message: read it in the post box"))
    return SignIn(" ".join(name_of(key)), str(role), "/mijn/", email_of(key), PASSWORD, step)


def _worker(key: str) -> SignIn:
    worker = next(worker for worker in WORKERS if worker.key == key)
    house = next(house for house in HOUSES if house.slug == worker.house)
    return SignIn(
        who=f"{worker.given_name} {worker.family_name}",
        role=f"{worker.job_title}, {house.name}",
        address=f"/org/{house.slug}/",
        email=email_of(key),
        password=PASSWORD,
        second_step=str(_("Code of an authenticator app: see the codes of this moment")),
        code=current_code(key),
    )
