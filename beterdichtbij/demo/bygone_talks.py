"""Conversations of earlier months: subject, then patient and team in turn. Fit for any department."""

CLOSED = "Dank u voor uw bericht. Wij zijn nu gesloten. U krijgt op de volgende werkdag antwoord."

TALKS: tuple[tuple[str, ...], ...] = (
    ("Afspraak verzetten", "Kan mijn afspraak een week later? Ik ben dan op vakantie.",
     "Dat kan. Ik heb een nieuwe tijd voor u gezocht. U ziet hem bij Afspraken.",
     "Dank u wel, dat komt goed uit.", "Fijn. Ik sluit dit gesprek. U kunt het blijven teruglezen."),
    ("Herhaalrecept", "Mijn medicijnen zijn bijna op. Kunt u een nieuw recept maken?",
     "Uw recept staat klaar. U kunt het morgen na 14.00 uur ophalen bij uw apotheek."),
    ("Route in het gebouw", "Waar moet ik me melden? Ik kom met een rolstoel.",
     "U meldt zich bij de balie op de begane grond. Daar is ook de lift. Wij lopen graag met u mee.",
     "Dat is fijn om te weten.", "Tot ziens bij uw afspraak."),
    ("Formulier kwijt", "Ik ben het formulier van de vorige keer kwijt. Kan ik een nieuw formulier krijgen?",
     "Ik stuur het vandaag met de post. U heeft het binnen twee dagen."),
    ("Begeleider mee", "Mag mijn dochter mee naar het gesprek?",
     "Natuurlijk. Twee mensen horen meer dan een. Neem uw vragen op papier mee.",
     "Doen we.", "Mooi. Ik sluit dit gesprek."),
    ("Vraag over de rekening", "Ik kreeg een rekening. Telt die mee voor mijn eigen risico?",
     "Ja, dat klopt. Uw zorgverzekeraar kan u vertellen hoeveel er nog over is."),
    ("Vakantie en medicijnen", "Ik ga twee weken weg. Hoe bewaar ik mijn medicijnen onderweg?",
     "Bewaar ze koel en neem ze mee in uw handbagage. Vraag bij ons een medicijnpaspoort aan.",
     "Kan ik dat morgen ophalen?", "Ja, het ligt klaar bij de balie. Goede reis."),
)  # fmt: skip
