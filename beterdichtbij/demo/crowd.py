"""More patients of Lindeborg, Duinrand MC and Waterkant, for lists that are longer than a screen."""

from __future__ import annotations

from datetime import date

from beterdichtbij.demo.cast import Registration

NAMES = """
Adri:Aalbers Bea:Bosman Carla:Cornelissen Dick:Dekker Elly:Evers Frits:Faber Gerda:Geerts
Hans:Hendriks Ineke:IJpma Jaap:Jonker Kees:Klaassen Lia:Lammers Marja:Meijer Nico:Nijland
Olga:Oostveen Piet:Pol Quinten:Quist Riet:Rutten Sjaak:Scholten Thea:Terpstra Ursula:Uiterwijk
Victor:Verbeek Wilma:Wolters Youssef:Yildirim Zeynep:Zandstra Arie:Akkerman Betty:Blom
Chantal:Cremers Derk:Doornbos Esra:Evren Floor:Franken Gijs:Gerritsen Hilde:Huisman Ismail:Ibrahim
Joke:Jacobs Klaas:Koning Loes:Luijten Maaike:Moerman Noud:Nagel Petra:Overbeek
"""
HOUSES = ("lindeborg", "lindeborg", "duinrand", "lindeborg", "waterkant")
# Of every ten who are invited, about six have activated.
WITHOUT_ACCOUNT = (1, 5, 7, 9)


def crowd() -> list[Registration]:
    """The same people every time."""
    return [_one(number, *name.split(":")) for number, name in enumerate(NAMES.split())]


def _one(number: int, given_name: str, family_name: str) -> Registration:
    house = HOUSES[number % len(HOUSES)]
    return Registration(
        key=given_name.lower(),
        house=house,
        number=f"{house[0].upper()}-{90100 + number * 7}",
        given_name=given_name,
        family_name=family_name,
        born=date(1938 + number * 37 % 60, number % 12 + 1, number * 11 % 28 + 1),
        sex="female" if number % 2 else "male",
        account=number % 10 not in WITHOUT_ACCOUNT,
    )
