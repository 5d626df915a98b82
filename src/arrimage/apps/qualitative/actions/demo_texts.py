"""What the people of the demonstration said. Everybody and every word in it is invented."""

# pseudonym, name, group, why, how it ended, records, quotes, role, years
PEOPLE = [
    ("Clémence", "Ghyslaine Fauteux-Morel", "Intervenantes", "Équipe qui a suivi les quatre thèmes", "agreed",
     True, True, "intervenante", "9"),
    ("Hector", "Armand Tanguay-Lebel", "Superviseurs", "Seul superviseur du secteur rural", "agreed", True,
     True, "superviseur", "14"),
    ("Marjolaine", "Denyse Aucoin-Rioux", "Intervenantes", "Arrivée en cours d’année", "agreed", False, True,
     "intervenante", "1"),
    ("Émeric", "Fabien Saint-Hilaire", "Intervenantes", "A dit dans le questionnaire que rien n’avait changé",
     "agreed", True, False, "intervenant", "6"),
    ("Aurore", "Yolande Picard-Savoie", "Superviseurs", "Équipe qui a décliné le programme", "declined",
     False, False, "superviseure", "20"),
    ("Tibère", "Lionel Bergeron-Côté", "Superviseurs", "Équipe urbaine, deux thèmes", "unreached", False,
     False, "superviseur", "8"),
]  # fmt: skip

TEXTS = {
    "Clémence": """INT : Racontez-moi un moment, depuis le début du programme, où vous avez fait quelque chose autrement.

Clémence : Il y en a un tout de suite. Après le thème sur les droits, on a invité l’organisme de défense des droits à notre réunion. Ça ne s’était jamais fait. On pensait que ça ne nous regardait pas. Maintenant, ils reviennent tous les deux mois.

INT : Qu’est-ce que ça a changé pour vous ?

Clémence : Je pose la question avant de proposer. Avant, j’arrivais avec mon plan d’intervention presque fait, il ne manquait que la signature. Là, je demande à la personne ce qu’elle veut, elle, et j’attends. C’est long, attendre. Mais c’est son projet à elle.

INT : Et dans l’équipe ?

Clémence : On se parle plus. Le lundi, on prend vingt minutes pour un cas, et on a le droit de dire qu’on ne sait pas. Ça, c’est neuf. Je me sens plus solide, pas parce que je sais plus de choses, mais parce que je ne suis plus toute seule avec mes doutes.

INT : Qu’est-ce qui est resté difficile ?

Clémence : Le temps. On fait la discussion, puis l’après-midi est pleine et tout revient comme avant. Et les familles, on n’y est pas encore. On en parle, on ne les invite pas.""",
    "Hector": """INT : Racontez-moi un moment où l’équipe a fait quelque chose autrement.

Hector : Nous sommes trois pour un territoire grand comme un pays. Alors, ce qui a changé, c’est que les vignettes, on les fait au téléphone, tous ensemble, une fois par mois. Ça nous donne une raison de nous parler d’autre chose que des urgences.

INT : Qu’est-ce que vous en faites ensuite ?

Hector : Moi, comme superviseur, je m’en sers pour mes rencontres individuelles. Je repars d’une question du guide. Ça m’évite de donner mon avis trop vite. J’ai compris que superviser, ce n’est pas avoir la réponse.

INT : Et pour les personnes ?

Hector : Il y a un monsieur qui voulait retourner pêcher. Avant, on aurait parlé de ses médicaments. L’intervenante est allée voir le quai avec lui. C’est tout petit. Mais il gère lui-même ses rendez-vous maintenant, c’est lui qui appelle.

INT : Qu’est-ce qui est resté difficile ?

Hector : Faire remonter ça plus haut. Les gestionnaires nous félicitent, puis on nous redemande les mêmes statistiques. Rien de tout ça n’entre dans les cases.""",
    "Marjolaine": """INT : Vous êtes arrivée au milieu de l’année. Qu’avez-vous vu ?

Marjolaine : Une équipe qui parlait beaucoup de rétablissement, et j’avoue que je ne comprenais pas. À l’école, on apprend les diagnostics. Ici, on m’a donné une capsule à écouter dans l’auto, puis on m’a demandé ce que j’en pensais. On m’a écoutée, moi, la nouvelle.

INT : Est-ce que ça a changé votre façon de faire ?

Marjolaine : J’avais peur de laisser décider la personne. Si ça va mal, c’est ma faute. Ma collègue m’a dit : c’est aussi son droit de se tromper. J’essaie. Une dame a choisi de ne pas aller au groupe, et je ne l’ai pas rappelée trois fois. Elle est revenue d’elle-même.

INT : Et les proches ?

Marjolaine : On a invité une sœur à la rencontre de plan. C’est la personne qui l’a demandé. J’ai trouvé ça beau, et un peu épeurant.""",
    "Émeric": """INT : Vous avez écrit que rien n’avait changé. Racontez-moi.

Émeric : Franchement, on faisait déjà ça. Le rétablissement, c’est un nouveau mot pour ce qu’on fait depuis dix ans. On m’enlève une demi-journée par mois pour me dire d’écouter les gens.

INT : Y a-t-il un moment où le programme vous a été utile ?

Émeric : Peut-être la fiche sur la crise. Je l’ai imprimée, elle est dans mon auto. Mais les discussions, non. On n’ose pas dire devant la gestionnaire que la liste d’attente rend tout ça impossible.

INT : Qu’est-ce qu’il aurait fallu ?

Émeric : Moins de monde sur ma liste. Quand j’ai trente-deux personnes, le projet de vie, je n’ai pas le temps de le demander.""",
}

# parent, name, definition, when, when not, what would say the opposite
CODES = [
    ("", "Changements", "Ce qui se fait autrement depuis le programme.", "", "", ""),
    ("Changements", "Partir de la personne", "On demande ce que la personne veut avant de proposer.",
     "Un geste raconté, avec une personne précise.", "Une intention générale, sans moment.",
     "Le plan est fait avant de la voir."),
    ("Changements", "Reprise de pouvoir", "La personne décide ou fait elle-même.",
     "C’est elle qui agit.", "L’équipe agit pour elle.", "On décide pour elle, pour son bien."),
    ("Changements", "Place des proches", "Un proche est invité, entendu.", "", "",
     "On en parle, on ne les invite pas."),
    ("", "L’équipe", "Ce qui se passe entre collègues.", "", "", ""),
    ("L’équipe", "Se parler", "Un temps de discussion qui n’existait pas.", "Une réunion, un appel, un lundi.",
     "Une conversation de corridor qui existait déjà.", "On n’ose pas dire."),
    ("L’équipe", "Se sentir solide", "Se dire plus capable, moins seul.", "", "", "La peur de mal faire."),
    ("L’équipe", "S’ouvrir à d’autres", "Un organisme ou une autre équipe est invité.", "", "", ""),
    ("", "Ce qui résiste", "Ce qui empêche, ou ramène comme avant.", "", "", ""),
    ("Ce qui résiste", "Le temps", "Manque de temps, trop de personnes à suivre.", "", "", ""),
    ("Ce qui résiste", "Faire remonter", "Ce qui est appris n’atteint pas les gestionnaires.", "", "", ""),
]  # fmt: skip

# pseudonym, words, code, whether they say the opposite
CODINGS = [
    ("Clémence", "on a invité l’organisme de défense des droits à notre réunion", "S’ouvrir à d’autres", False),
    ("Clémence", "Maintenant, ils reviennent tous les deux mois.", "S’ouvrir à d’autres", False),
    ("Clémence", "je demande à la personne ce qu’elle veut, elle, et j’attends", "Partir de la personne", False),
    ("Clémence", "C’est long, attendre. Mais c’est son projet à elle.", "Reprise de pouvoir", False),
    ("Clémence", "on prend vingt minutes pour un cas, et on a le droit de dire qu’on ne sait pas", "Se parler",
     False),
    ("Clémence", "on a le droit de dire qu’on ne sait pas", "Se sentir solide", False),
    ("Clémence", "je ne suis plus toute seule avec mes doutes", "Se sentir solide", False),
    ("Clémence", "l’après-midi est pleine et tout revient comme avant", "Le temps", False),
    ("Clémence", "On en parle, on ne les invite pas.", "Place des proches", True),
    ("Hector", "les vignettes, on les fait au téléphone, tous ensemble, une fois par mois", "Se parler", False),
    ("Hector", "superviser, ce n’est pas avoir la réponse", "Se sentir solide", False),
    ("Hector", "L’intervenante est allée voir le quai avec lui.", "Partir de la personne", False),
    ("Hector", "il gère lui-même ses rendez-vous maintenant, c’est lui qui appelle", "Reprise de pouvoir", False),
    ("Hector", "Les gestionnaires nous félicitent, puis on nous redemande les mêmes statistiques.",
     "Faire remonter", False),
    ("Émeric", "On n’ose pas dire devant la gestionnaire que la liste d’attente rend tout ça impossible.",
     "Se parler", True),
    ("Émeric", "Quand j’ai trente-deux personnes, le projet de vie, je n’ai pas le temps de le demander.",
     "Le temps", False),
    ("Émeric", "le projet de vie, je n’ai pas le temps de le demander", "Partir de la personne", True),
]  # fmt: skip

GUIDE = [
    ("Racontez-moi un moment, depuis le début du programme, où vous avez fait quelque chose autrement.",
     "Où étiez-vous ?\nQui d’autre était là ?\nQu’est-ce qui aurait été fait avant ?",
     "Changements et essais", "16 répondants sur 21 disent avoir changé quelque chose : quoi ?"),
    ("Qu’est-ce que ça a changé pour vous, dans ce que vous savez faire ?", "", "Sentiment de compétence",
     "La moyenne ne bouge pas d’une étape à l’autre : qu’est-ce qu’elle ne voit pas ?"),
    ("Et pour les personnes que vous accompagnez ?", "Un moment précis\nCe qu’elles en ont dit", "Pratiques", ""),
    ("Et les proches ?", "", "Famille plus présente", "C’est le point que l’on dit le moins avoir changé."),
    ("Qu’est-ce qui est resté difficile ?", "Qu’est-ce qu’il aurait fallu ?", "Limites du modèle", ""),
]  # fmt: skip
