"""Who is in the demo world, as plain data. All names, numbers and telephone numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tenants.roles import Role

WEEKDAYS, SIX_DAYS = range(5), range(6)


@dataclass(frozen=True, slots=True)
class House:
    slug: str
    name: str
    kind: str
    phone: str
    colour: str
    region: str


@dataclass(frozen=True, slots=True)
class Poli:
    """A department; `promise` is an amount and a unit of `Department.PromiseUnit`."""

    house: str
    code: str
    name: str
    specialism: str
    phone: str
    opens: time
    closes: time
    promise: tuple[int, str] = (2, "days")
    days: range = WEEKDAYS
    outside: str = ""
    where_to_go: str = ""


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff; `polis` are codes of departments."""

    key: str
    house: str
    given_name: str
    family_name: str
    display_name: str
    job_title: str
    roles: tuple[Role, ...]
    polis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registration:
    """A patient at one organisation; `account` is False while nobody signed in for them."""

    key: str
    house: str
    number: str
    given_name: str
    family_name: str
    born: date
    sex: str
    account: bool = True
    parent: str = ""


HOUSES = (
    House("lindeborg", "Lindeborg", "hospital", "085 000 10 00", "#0b5e74", "gelderland"),
    House("duinrand", "Duinrand MC", "hospital", "085 000 20 00", "#7a3b69", "zuid-holland"),
    House("waterkant", "Waterkant", "hospital", "085 000 30 00", "#1d5fa8", "zuid-holland"),
    House("rode-beuk", "Rode Beuk", "hospital", "085 000 40 00", "#8b2f3c", "gelderland"),
    House("kust", "Gezondheidscentrum Kust", "network", "085 000 50 00", "#2f6b3c", "zuid-holland"),
    House("rijnveld", "Huisartsen Rijnveld", "gp", "085 000 60 00", "#5b4b9a", "utrecht"),
)

BLOOD = (
    "U kunt zonder afspraak bloed laten prikken bij Lindeborg, begane grond, route 12, op werkdagen van"
    " 7.30 tot 16.30 uur. Liever in de buurt? Dat kan ook bij Gezondheidscentrum Kust, op werkdagen van"
    " 8.00 tot 10.00 uur. Neem uw identiteitsbewijs mee."
)
POLIS = (
    Poli("lindeborg", "REU", "Reumatologie", "reumatologie", "085 000 11 00", time(8, 30), time(17),
         outside="085 000 10 99", where_to_go=BLOOD),
    Poli("lindeborg", "INF", "Infuuscentrum", "reumatologie", "085 000 12 00", time(8), time(17),
         promise=(4, "hours"), outside="085 000 10 99",
         where_to_go="Het infuuscentrum is op de eerste verdieping, route 31. Meld u bij de balie."),
    Poli("duinrand", "APO", "Poliklinische apotheek", "farmacie", "085 000 21 00", time(9), time(18),
         promise=(1, "days"), days=SIX_DAYS, outside="085 000 20 99"),
    Poli("waterkant", "CAR", "Cardiologie", "cardiologie", "085 000 31 00", time(8), time(16, 30)),
    Poli("waterkant", "NEO", "Neonatologie", "kindergeneeskunde", "085 000 32 00", time(8), time(20),
         days=SIX_DAYS, outside="085 000 30 99"),
    Poli("rode-beuk", "LON", "Longgeneeskunde", "longgeneeskunde", "085 000 41 00", time(8, 30), time(16, 30)),
    Poli("kust", "COA", "Coaching", "eerste lijn", "085 000 51 00", time(9), time(17), promise=(1, "days")),
    Poli("rijnveld", "PRA", "Praktijk", "huisartsgeneeskunde", "085 000 61 00", time(8), time(17),
         promise=(1, "days"), outside="085 000 60 99"),
)  # fmt: skip

WORKERS = (
    Worker("marieke", "lindeborg", "Marieke", "Jansen", "Marieke", "verpleegkundige",
           (Role.CLINICIAN,), ("REU", "INF")),
    Worker("bakker", "lindeborg", "Robert", "Bakker", "dr. Bakker", "reumatoloog", (Role.CLINICIAN,), ("REU",)),
    Worker("fatima", "lindeborg", "Fatima", "El Amrani", "Fatima", "poli-assistent", (Role.DESK,), ("REU", "INF")),
    Worker("joost", "lindeborg", "Joost", "van Dijk", "Joost", "teamleider", (Role.MANAGER,), ("REU", "INF")),
    Worker("ingrid", "lindeborg", "Ingrid", "Smit", "Ingrid", "functioneel beheerder", (Role.ADMIN,), ()),
    Worker("saar", "lindeborg", "Saar", "Post", "Saar", "helpdesk", (Role.HELPDESK,), ()),
    Worker("yasmin", "duinrand", "Yasmin", "Aydin", "Yasmin", "apotheker", (Role.CLINICIAN, Role.MANAGER), ("APO",)),
    Worker("peter", "duinrand", "Peter", "Kok", "Peter", "apothekersassistent", (Role.DESK,), ("APO",)),
    Worker("nadia", "waterkant", "Nadia", "Groen", "Nadia", "hartfalenverpleegkundige",
           (Role.CLINICIAN, Role.MANAGER), ("CAR",)),
    Worker("hanna", "waterkant", "Hanna", "de Boer", "Hanna", "kinderverpleegkundige", (Role.CLINICIAN,), ("NEO",)),
    Worker("bram", "rode-beuk", "Bram", "Schouten", "Bram", "longverpleegkundige",
           (Role.CLINICIAN, Role.MANAGER), ("LON",)),
    Worker("els", "kust", "Els", "de Haan", "Els", "telecoach", (Role.CLINICIAN, Role.MANAGER), ("COA",)),
    Worker("tom", "rijnveld", "Tom", "Peeters", "Tom", "praktijkondersteuner",
           (Role.CLINICIAN, Role.MANAGER), ("PRA",)),
)  # fmt: skip

PATIENTS = (
    Registration("anna", "lindeborg", "4471902", "Anna", "Vermeer", date(1958, 3, 14), "female"),
    Registration("henk", "lindeborg", "4470018", "Henk", "de Wit", date(1951, 9, 2), "male"),
    Registration("fatma", "lindeborg", "4473377", "Fatma", "Yılmaz", date(1983, 6, 21), "female"),
    Registration("noor", "lindeborg", "4479921", "Noor", "Bos", date(2017, 1, 30), "female", False, "lotte"),
    Registration("karim", "lindeborg", "4475512", "Karim", "Haddad", date(1990, 11, 5), "male"),
    Registration("greet", "lindeborg", "4462290", "Greet", "Mulder", date(1937, 4, 18), "female"),
    Registration("mei", "lindeborg", "4476604", "Mei Lin", "Chen", date(1975, 8, 9), "female"),
    Registration("sanne", "lindeborg", "4478845", "Sanne", "Visser", date(1999, 2, 27), "female"),
    Registration("aad", "lindeborg", "4461107", "Aad", "Kramer", date(1946, 12, 1), "male"),
    # Without an account: invited, opened and stopped, too late, and never invited.
    Registration("willem", "lindeborg", "4466031", "Willem", "Brouwer", date(1949, 7, 7), "male", False),
    Registration("dirk", "lindeborg", "4469450", "Dirk", "Postma", date(1963, 10, 12), "male", False),
    Registration(
        "truus", "lindeborg", "4458813", "Truus", "van den Berg", date(1934, 5, 25), "female", False
    ),
    Registration("johan", "lindeborg", "4480236", "Johan", "Kuiper", date(1971, 3, 3), "male", False),
    Registration("anna", "duinrand", "D-20817", "Anna", "Vermeer", date(1958, 3, 14), "female"),
    Registration("rob", "duinrand", "D-20944", "Rob", "Timmer", date(1968, 1, 19), "male"),
    Registration("aylin", "duinrand", "D-21003", "Aylin", "Demir", date(1994, 9, 30), "female"),
    Registration("jan", "waterkant", "700318", "Jan", "Hoekstra", date(1955, 6, 6), "male"),
    Registration("ria", "waterkant", "700544", "Ria", "Vos", date(1960, 2, 11), "female"),
    # A newborn without an account: his parents are let in at the bedside.
    Registration("finn", "waterkant", "701277", "Finn", "Bakker", date(2026, 9, 14), "male", False),
    # Fifteen, with an account of his own; his mother reads along until he is sixteen.
    Registration("sem", "waterkant", "700981", "Sem", "de Groot", date(2011, 5, 9), "male", True, "esther"),
    Registration("cor", "rode-beuk", "RB-1180", "Cor", "Zijlstra", date(1953, 11, 23), "male"),
    Registration("mina", "rode-beuk", "RB-1217", "Mina", "Bouzid", date(1979, 4, 4), "female"),
    Registration("leo", "kust", "K-0312", "Leo", "Prins", date(1948, 8, 15), "male"),
    Registration("tess", "rijnveld", "R-5521", "Tess", "Maas", date(1987, 12, 20), "female"),
)

# Relatives with an account and no registration of their own.
RELATIVES = {"lotte": ("Lotte", "Bos"), "esther": ("Esther", "de Groot"), "daan": ("Daan", "Vermeer")}
