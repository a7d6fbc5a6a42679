"""The week of Lindeborg: waiting, late, answered and closed, as a clinic's days go."""

from __future__ import annotations

from beterdichtbij.demo.moments import evening, working
from beterdichtbij.demo.remarks import Remark
from beterdichtbij.demo.talk import Talk, answers, asks, automatic, closes

CLOSED = (
    "Dank u voor uw bericht. Reumatologie is nu gesloten. Wij zijn er op werkdagen van 8.30 tot 17.00 uur."
    " U krijgt binnen 2 werkdagen antwoord."
)

WEEK = (
    Talk("anna-methotrexaat", "anna", "REU", "Vraag over methotrexaat", (
        asks(working(2, "09.31"), "Goedemorgen. Volgende week is mijn controle. Moet ik nuchter zijn voor het"
             " bloed prikken? En mag ik de methotrexaat die dag innemen?"),
        answers("marieke", working(2, "09.42"), "Goede vraag. Nuchter zijn is niet nodig. U mag de tabletten"
                " gewoon blijven innemen."),
        asks(working(2, "09.51"), "Fijn, dank u. Mijn rechterhand is de laatste week wat dikker. Is dat erg?"),
        answers("marieke", working(2, "10.20"), "Dat kan bij reuma horen. Wilt u er een paar dagen op letten? Schrijf"
                " op wanneer de hand stijf is en hoe lang. Dan bespreekt dr. Bakker dat met u bij de controle."),
        answers("bakker", working(1, "16.05"), "Dag mevrouw Vermeer, ik lees mee. Wordt de hand warm of rood, of"
                " krijgt u koorts? Wacht dan niet op de afspraak, maar bel ons dezelfde dag."),
    ), assignee="marieke", unread=1, remarks=(
        Remark("marieke", working(2, "10.24"), "@dr. Bakker kijk je mee? De vorige keer was er ook zwelling rechts."),
    )),
    Talk("anna-afspraak", "anna", "REU", "Afspraak verzetten", (
        asks(evening(1, "22.30"), "Goedenavond. Kan mijn controle een half uur later? Ik kom met de bus."),
        automatic(evening(1, "22.30"), CLOSED),
    )),
    Talk("henk-uitslag", "henk", "REU", "Bijwerking na infuus", (
        asks(working(5, "08.48"), "Sinds gisteren heb ik last van uitslag op mijn armen. Het jeukt een beetje. Ik heb"
             " geen koorts. Kan dat van het infuus komen?"),
    ), remarks=(
        Remark("fatima", working(3, "11.10"), "Meneer gebeld, geen gehoor. Voicemail ingesproken."),
    )),
    Talk("noor-zwemmen", "noor", "REU", "Mag Noor zwemmen?", (
        asks(working(1, "13.15"), "Noor heeft woensdag zwemles. Mag zij zwemmen na de prik van maandag?"),
    ), assignee="marieke"),
    Talk("fatma-recept", "fatma", "REU", "Herhaalrecept", (
        asks(working(1, "10.05"), "Ik heb nog twee tabletten. Kunt u een nieuw recept maken?"),
    )),
    Talk("karim-werk", "karim", "REU", "Brief voor mijn werk", (
        asks(working(5, "12.10"), "Mijn werkgever wil weten of ik mijn werk kan aanpassen. Kunt u een brief sturen?"),
        answers("fatima", working(4, "09.15"), "Dag meneer Haddad. Wij mogen geen brief over uw gezondheid aan uw"
                " werkgever sturen. De bedrijfsarts kan wel informatie vragen. U krijgt van ons een formulier"
                " om toestemming te geven. Heeft u al een bedrijfsarts gesproken?"),
    ), assignee="fatima"),
    Talk("greet-prikken", "greet", "REU", "Waar kan ik prikken?", (
        asks(working(4, "10.40"), "Ik kan niet goed lopen. Kan ik dicht bij huis bloed laten prikken?"),
        answers("fatima", working(4, "11.25"), "Dat kan. Bij Gezondheidscentrum Kust kunt u op werkdagen van 8.00 tot"
                " 10.00 uur zonder afspraak terecht. Neem uw identiteitsbewijs mee."),
        asks(working(4, "11.31"), "Dank u wel, dat is mooi dichtbij."),
        closes("fatima", working(3, "08.50"), "Fijn dat het lukt. Ik sluit dit gesprek. Heeft u nog een vraag? Schrijf"
               " gerust weer."),
    ), assignee="fatima"),
    Talk("mei-vaccinatie", "mei", "REU", "Griepprik", (
        asks(working(3, "20.15"), "Mag ik de griepprik halen nu ik nieuwe medicijnen heb?"),
        automatic(working(3, "20.15"), CLOSED),
        answers("marieke", working(2, "08.55"), "Ja, de griepprik mag en wij raden hem ook aan. U hoeft niet te stoppen"
                " met uw medicijnen."),
        closes("marieke", working(1, "09.02"), "Uw vraag is beantwoord. U kunt dit gesprek blijven teruglezen."),
    ), assignee="marieke"),
    Talk("sanne-vakantie", "sanne", "REU", "Medicijnen mee op reis", (
        asks(working(3, "15.30"), "Ik ga over drie weken naar Turkije. Heb ik een verklaring nodig voor mijn spuiten?"),
        answers("bakker", working(2, "12.15"), "Ja, neem een verklaring mee en bewaar de spuiten koel. De assistent zet"
                " de verklaring voor u klaar."),
        answers("fatima", working(2, "13.40"), "De verklaring ligt vanaf morgen voor u klaar bij de balie, route 12."),
        asks(working(1, "18.45"), "Super, ik kom hem halen. Moet ik hem ook laten vertalen?"),
    ), assignee="fatima"),
    Talk("aad-infuus", "aad", "INF", "Infuus verzetten", (
        asks(working(1, "09.10"), "Maandag heb ik een begrafenis. Kan het infuus op een andere dag?"),
        answers("fatima", working(1, "11.05"), "Gecondoleerd, meneer Kramer. Dinsdag om 10.00 uur is er plek. Past dat?"),
        asks(working(1, "11.20"), "Ja, dinsdag is goed. Dank u."),
        closes("fatima", working(1, "11.32"), "Dan zien we u dinsdag om 10.00 uur, route 31. Sterkte."),
    ), assignee="fatima"),
    Talk("henk-koorts", "henk", "INF", "Verkouden voor het infuus", (
        asks(working(6, "14.05"), "Ik ben verkouden, zonder koorts. Mag het infuus van morgen doorgaan?"),
        answers("marieke", working(6, "14.50"), "Zonder koorts mag het infuus doorgaan. Krijgt u vanavond boven de 38"
                " graden? Bel ons dan morgen voor u komt."),
        closes("marieke", working(5, "15.30"), "Het infuus is gegeven. Ik sluit dit gesprek."),
    ), assignee="marieke"),
    Talk("fatma-infuus-tijd", "fatma", "INF", "Hoe lang duurt het infuus?", (
        asks(working(1, "16.20"), "Hoe lang duurt het infuus de eerste keer? Ik moet oppas regelen."),
    )),
    Talk("karim-pijn", "karim", "REU", "Pijn in de ochtend", (
        asks(working(3, "07.50"), "De laatste twee weken ben ik 's ochtends een uur stijf. Is dat iets voor de controle?"),
        automatic(working(3, "07.50"), CLOSED),
        answers("marieke", working(3, "09.20"), "Dank u voor het bericht. Een uur is lang. Ik leg het vandaag voor aan"
                " dr. Bakker. U hoort morgen van ons."),
        answers("bakker", working(2, "17.00"), "Ik wil u graag eerder zien. De assistent belt u voor een afspraak."),
    ), assignee="bakker", unread=1, remarks=(
        Remark("marieke", working(3, "09.22"), "Ochtendstijfheid 60 minuten, was 20. Eerder zien?", "question"),
        Remark("bakker", working(2, "16.58"), "Ja, graag binnen twee weken."),
    )),
)  # fmt: skip
