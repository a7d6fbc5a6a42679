"""Standard replies of the departments of the demo world."""

STANDARD_REPLIES = {
    "REU": (
        ("Bloed prikken: waar", "Beste {voornaam}, u kunt zonder afspraak bloed laten prikken op route 12, op"
         " werkdagen van 7.30 tot 16.30 uur. Met vriendelijke groet, {medewerker}"),
        ("Bloed prikken: nuchter?", "Beste {voornaam}, u hoeft niet nuchter te zijn. U mag uw medicijnen gewoon"
         " innemen. Met vriendelijke groet, {medewerker}"),
        ("Recept klaargezet", "Beste {voornaam}, uw recept staat klaar bij uw apotheek. U kunt het morgen na 14.00"
         " uur ophalen. Met vriendelijke groet, {medewerker}, {afdeling}"),
        ("We kijken ernaar", "Beste {voornaam}, dank u voor uw bericht. We leggen het voor aan uw arts. U hoort"
         " binnen twee werkdagen van ons. Met vriendelijke groet, {medewerker}"),
    ),
    "INF": (
        ("Infuus verzetten", "Beste {voornaam}, we hebben uw afspraak voor het infuus verzet. U ziet de nieuwe tijd"
         " bij Afspraken. Met vriendelijke groet, {medewerker}"),
        ("Koorts voor het infuus", "Beste {voornaam}, heeft u koorts of gebruikt u antibiotica? Bel ons dan voordat u"
         " komt. Met vriendelijke groet, {medewerker}, {afdeling}"),
    ),
    "APO": (
        ("Medicijn ligt klaar", "Beste {voornaam}, uw medicijnen liggen klaar in onze apotheek. We zijn open van"
         " 9.00 tot 18.00 uur. Met vriendelijke groet, {medewerker}"),
        ("Bezorgen", "Beste {voornaam}, we kunnen uw medicijnen ook thuis bezorgen. Wilt u uw adres controleren?"
         " Met vriendelijke groet, {medewerker}"),
    ),
}  # fmt: skip
