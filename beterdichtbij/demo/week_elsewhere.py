"""The week of the other organisations; Anna is also a patient of the pharmacy of Duinrand MC."""

from __future__ import annotations

from beterdichtbij.demo.moments import evening, working
from beterdichtbij.demo.talk import Talk, answers, asks, automatic, closes

WEEK = (
    Talk("anna-apotheek", "anna", "APO", "Nieuw medicijn: hoe innemen?", (
        asks(working(2, "14.10"), "Ik heb gisteren foliumzuur meegekregen. Moet ik dat op dezelfde dag innemen als de"
             " methotrexaat?"),
        answers("yasmin", working(1, "09.25"), "Goed dat u het vraagt. Neem foliumzuur niet op dezelfde dag. Neem het"
                " een dag later, met een glas water."),
        asks(working(1, "10.02"), "Dank u, dan begin ik morgen."),
        answers("yasmin", working(1, "10.10"), "Graag gedaan. Schrijf gerust als er nog iets is."),
    ), assignee="yasmin", unread=1),
    Talk("rob-bezorgen", "rob", "APO", "Bezorgen op zaterdag", (
        asks(working(1, "15.45"), "Kunnen jullie mijn medicijnen zaterdag thuis bezorgen?"),
    )),
    Talk("aylin-bijwerking", "aylin", "APO", "Misselijk van tabletten", (
        asks(evening(3, "21.15"), "Sinds de nieuwe tabletten ben ik 's avonds misselijk. Wat kan ik doen?"),
        automatic(evening(3, "21.15"), "Dank u voor uw bericht. De apotheek is nu gesloten. Wij zijn er van maandag tot"
                  " en met zaterdag van 9.00 tot 18.00 uur. U krijgt binnen 1 werkdag antwoord."),
        answers("yasmin", working(1, "09.40"), "Vervelend. Neem de tablet bij het avondeten. Blijft u misselijk? Laat het"
                " ons over drie dagen weten, dan overleg ik met uw arts."),
    ), assignee="yasmin", unread=1),
    Talk("jan-gewicht", "jan", "CAR", "Twee kilo zwaarder", (
        asks(working(1, "08.20"), "Ik weeg in drie dagen twee kilo meer en mijn enkels zijn dik. Ik ben niet benauwd."),
        answers("nadia", working(1, "08.41"), "Goed dat u het meldt. Ik bel u vanochtend voor half elf."),
    ), assignee="nadia"),
    Talk("ria-fietsen", "ria", "CAR", "Mag ik weer fietsen?", (
        asks(working(4, "11.00"), "Mijn behandeling is drie weken geleden. Mag ik weer fietsen?"),
        answers("nadia", working(3, "10.15"), "Ja, rustig opbouwen mag: begin met tien minuten, zonder tegenwind."),
        closes("nadia", working(2, "09.00"), "Veel plezier op de fiets. Ik sluit dit gesprek."),
    ), assignee="nadia"),
    Talk("cor-puffer", "cor", "LON", "Puffer bijna leeg", (
        asks(working(1, "10.30"), "Mijn puffer is bijna leeg. Hoe vraag ik een nieuwe aan?"),
    )),
    Talk("mina-meten", "mina", "LON", "Formulier thuis meten", (
        asks(working(3, "19.10"), "Ik ben het formulier voor thuis meten kwijt. Kunt u het nog eens sturen?"),
        answers("bram", working(2, "09.05"), "Dat doe ik vandaag met de post. U heeft het over twee dagen."),
    ), assignee="bram"),
    Talk("leo-wandelen", "leo", "COA", "Wandelgroep", (
        asks(working(2, "13.05"), "Gaat de wandelgroep van donderdag door als het regent?"),
        answers("els", working(2, "13.30"), "Ja, met een paraplu. Bij onweer schrijf ik u voor negen uur."),
    ), assignee="els"),
    Talk("tess-recept", "tess", "PRA", "Recept voor de pil", (
        asks(working(1, "21.40"), "Kan ik mijn recept voor een half jaar krijgen?"),
    )),
)  # fmt: skip
