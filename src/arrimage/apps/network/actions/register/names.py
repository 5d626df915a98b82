"""The register shouts (CENTRE D’HÉBERGEMENT DU BOISÉ); a page should not."""

import re

# Words that keep a small initial inside a name. Names of places and persons are what is left.
SMALL = frozenset(
    """
    a à au aux chez d dans de des du en et la le les l ou par pour sans sous sur un une accueil activité
    activités adaptation adultes ambulatoires général mères ouverte supervisé travail aide aînés
    alternatif alternative ambulatoire apprentissage appartement appartements autisme auditive avec
    bureau chirurgie clinique communautaire communautaires consultation continue convalescence courte
    cérébrale day dépendance dépendances déficience difficulté développement domicile durée déficiences
    enfance enfants externe externes familiale famille foyer groupe groupes gériatrie gériatrique
    habitation hébergement hémodialyse hospitalier hospitalière hospitaliers hôpital imagerie
    intellectuelle intégrée intensive intermédiaire interne jeunes jeunesse jour langage liaison locale
    longue maison maternité mentale motrice médecine médical médicale médicaux multiservice
    multiservices naissance palliatifs pavillon pédiatrique périnatalité personnes physique
    physiothérapie point polyvalente premières protection psychiatrie psychiatrique psychiatriques
    pédopsychiatrie ressource ressources réadaptation régional régionale réinsertion résidence
    résidentiel résidentielle santé service services site socioprofessionnel sociaux social sociale
    soins spécialisé spécialisée spécialisés soutien spectre suivi thérapeutique toxicomanie traitement
    trouble troubles unité universitaire urgence usagers utilisation visuelle équipe évaluation
    """.split()
)
CAPITALS = frozenset(
    """
    CHSLD CLSC CISSS CIUSSS CHU CHUM CHUS CUSM CRDI CRDITED CRDP CRD CRJDA CPEJ DI TSA DP GMF GMFU MSDC
    MRC SLA UMF USLD IUSMM IUSMQ CSSS RI RTF II III IV VI VII VIII IX SM SAD
    """.split()
)
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


def readable(name: str) -> str:
    """A name in capitals, written as one reads it; a name already in small letters is left alone.

    >>> readable("CLSC ET CENTRE DE RÉADAPTATION EN DÉPENDANCE DE LA BASSE-VILLE")
    'CLSC et centre de réadaptation en dépendance de la Basse-Ville'
    """
    if name != name.upper():
        return name

    def spell(match: re.Match[str]) -> str:
        word = match.group()
        if word in CAPITALS:
            return word
        small = word.lower()
        if match.start() > 0 and (small in SMALL or small == "centre"):
            return small
        return small.capitalize()

    return WORD.sub(spell, name)
