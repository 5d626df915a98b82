"""The directory's words: codes that never change, labels that are shown. No model, no rule."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TerritoryKind(TextChoices):
    REGION = "region", _("Region")  # région sociosanitaire, 2-digit code
    TERRITORY = "territory", _("Territory")  # réseau territorial de services (RTS), 3-digit code
    LOCAL = "local", _("Local network")  # réseau local de services (RLS), 4-digit code


class PlaceKind(TextChoices):
    METROPOLITAN = "metropolitan", _("Metropolitan")
    URBAN = "urban", _("Urban")
    SEMI_URBAN = "semi_urban", _("Semi-urban")
    RURAL = "rural", _("Rural")


class OrganisationKind(TextChoices):
    INTEGRATED_CENTRE = "integrated_centre", _("Integrated centre")
    COMMUNITY = "community", _("Community organisation")
    FAMILY_ASSOCIATION = "family_association", _("Relatives’ association")
    COALITION = "coalition", _("Regional coalition")
    FEDERATION = "federation", _("Federation or provincial network")
    RIGHTS_DEFENCE = "rights_defence", _("Rights defence")
    HOSPITAL = "hospital", _("Hospital")
    HEALTH_ESTABLISHMENT = "health_establishment", _("Other health establishment")
    CLINIC = "clinic", _("Medical clinic")
    PHARMACY = "pharmacy", _("Pharmacy")
    PRIVATE_PRACTICE = "private_practice", _("Private practice")
    SCHOOL = "school", _("School or training")
    JUSTICE = "justice", _("Justice and public safety")
    HOUSING = "housing", _("Housing")
    EMPLOYMENT = "employment", _("Employment")
    ADDICTION = "addiction", _("Addiction")
    SUBSISTENCE = "subsistence", _("Food and subsistence")
    MUNICIPAL = "municipal", _("Municipal or transport")
    OTHER = "other", _("Other")


# The two sides of the table where a network is administered jointly.
COMMUNITY_SIDE = frozenset(
    {
        OrganisationKind.COMMUNITY,
        OrganisationKind.FAMILY_ASSOCIATION,
        OrganisationKind.COALITION,
        OrganisationKind.FEDERATION,
        OrganisationKind.RIGHTS_DEFENCE,
    }
)
PUBLIC_SIDE = frozenset(
    {OrganisationKind.INTEGRATED_CENTRE, OrganisationKind.HOSPITAL, OrganisationKind.HEALTH_ESTABLISHMENT}
)


class LegalRegime(TextChoices):
    LRSSS = "lrsss", _("Health and social services information act")
    LAW_25 = "law_25", _("Private sector (Law 25)")
    ACCESS = "access", _("Public bodies (access act)")
    UNKNOWN = "unknown", _("Not stated")


class Sector(TextChoices):
    MENTAL_HEALTH = "mental_health", _("Mental health")
    HEALTH = "health", _("Health")
    DISABILITY = "disability", _("Disability")
    SOCIAL = "social", _("Social")
    YOUTH = "youth", _("Youth")
    SOCIETY = "society", _("Justice, police, education")
    ADDICTION = "addiction", _("Addiction")


class Family(TextChoices):
    PROXIMITY = "proximity", _("Proximity")
    SPECIALISED = "specialised", _("Specialised")
    INTERSECTORAL = "intersectoral", _("Intersectoral")


class Category(TextChoices):
    """The range of services of source 001; `FAMILY_OF` says which family each is in."""

    CRISIS = "crisis", _("Crisis")
    COMMUNITY_SUPPORT = "community_support", _("Community support and follow-up")
    MEDICAL = "medical", _("Family medicine")
    SELF_HELP = "self_help", _("Self-help and mutual aid")
    RELATIVES = "relatives", _("Support to parents and relatives")
    REHABILITATION = "rehabilitation", _("Rehabilitation, day centre, workshop")
    PROFESSIONAL = "professional", _("Psychologists and other professionals")
    GENERAL_HEALTH = "general_health", _("General health")
    EMERGENCY = "emergency", _("Hospital emergency")
    HOSPITAL_MEDICAL = "hospital_medical", _("Hospital medicine")
    INPATIENT = "inpatient", _("Inpatient care")
    SPECIALISED_RESIDENCE = "specialised_residence", _("Specialised or long-term residence")
    FORENSIC = "forensic", _("Forensic psychiatry")
    DAY_HOSPITAL = "day_hospital", _("Day hospital")
    SPECIALISED_TREATMENT = "specialised_treatment", _("Specialised psychiatric treatment")
    RESIDENCE = "residence", _("Residence with support")
    SOCIAL_HOUSING = "social_housing", _("Social housing")
    WORK = "work", _("Work")
    TRAINING = "training", _("Training")
    TRANSPORT = "transport", _("Transport")
    LEISURE = "leisure", _("Leisure")
    SUBSISTENCE = "subsistence", _("Food, clothing, subsistence")
    HOME_HELP = "home_help", _("Home help")
    ADDICTION_REHABILITATION = "addiction_rehabilitation", _("Addiction rehabilitation")
    JUSTICE = "justice", _("Justice")


_PROXIMITY = "crisis community_support medical self_help relatives rehabilitation professional general_health"
_SPECIALISED = (
    "emergency hospital_medical inpatient specialised_residence forensic day_hospital specialised_treatment"
)
FAMILY_OF: dict[str, Family] = {
    category: (
        Family.PROXIMITY
        if category in _PROXIMITY.split()
        else Family.SPECIALISED
        if category in _SPECIALISED.split()
        else Family.INTERSECTORAL
    )
    for category in Category.values
}


class Level(TextChoices):
    LOCAL = "local", _("Local")
    SUB_REGIONAL = "sub_regional", _("Sub-regional")
    REGIONAL = "regional", _("Regional")
    PROVINCIAL = "provincial", _("Provincial")


class Line(IntegerChoices):
    FIRST = 1, _("1st line")
    SECOND = 2, _("2nd line")
    THIRD = 3, _("3rd line")


class Need(TextChoices):
    """What a person may look for, in the words they would use."""

    NOW = "now", _("Help right now")
    LISTENING = "listening", _("Somebody to talk to")
    ANXIETY_DEPRESSION = "anxiety_depression", _("Anxiety, depression, distress")
    PSYCHOSIS = "psychosis", _("Psychosis, hearing voices")
    SUICIDE = "suicide", _("Thoughts of suicide")
    ADDICTION = "addiction", _("Alcohol, drugs, gambling")
    EATING = "eating", _("Eating")
    TRAUMA = "trauma", _("Violence, trauma, grief")
    YOUTH = "youth", _("Being young")
    PARENTING = "parenting", _("Being a parent")
    RELATIVE = "relative", _("Helping a loved one")
    ISOLATION = "isolation", _("Loneliness, meeting people")
    HOUSING = "housing", _("A place to live")
    WORK_STUDIES = "work_studies", _("Work or studies")
    FOOD_MONEY = "food_money", _("Food, money, papers")
    RIGHTS = "rights", _("Knowing and defending one’s rights")
    FOLLOW_UP = "follow_up", _("Regular follow-up")
    MEDICATION = "medication", _("Medication")


class Severity(TextChoices):
    COMMON = "common", _("Common disorders")
    SEVERE = "severe", _("Severe disorders")


class Asker(TextChoices):
    """Who may ask for an offer."""

    PERSON = "person", _("The person")
    RELATIVE = "relative", _("A relative")
    PROFESSIONAL = "professional", _("A professional")
    ACCESS_POINT = "access_point", _("The access point only")


class Unit(TextChoices):
    PLACES = "places", _("places")
    WORKERS = "workers", _("workers")


class Mode(TextChoices):
    ON_SITE = "on_site", _("On site")
    REMOTE = "remote", _("By phone or video")
    BOTH = "both", _("On site or at a distance")
    OUTREACH = "outreach", _("Where the person is")


class Cost(TextChoices):
    FREE = "free", _("Free")
    CONTRIBUTION = "contribution", _("Voluntary contribution")
    PAID = "paid", _("Paid")
    UNKNOWN = "unknown", _("Not stated")


class Side(TextChoices):
    PUBLIC = "public", _("Public side")
    COMMUNITY = "community", _("Community side")


class CountsToward(TextChoices):
    """Norms an offer may declare itself counted in; nobody is counted without saying so."""

    SIM = "sim", _("Intensive follow-up places (SIM)")
    SIV = "siv", _("Variable-intensity support places (SIV)")
    FIRST_LINE = "first_line", _("First-line mental health team")


# ISO 639 codes (and `lsq`), those an offer is most often made in.
LANGUAGES = [
    ("fr", _("French")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("ht", _("Haitian Creole")),
    ("pt", _("Portuguese")),
    ("iu", _("Inuktitut")),
    ("cr", _("Cree")),
    ("moe", _("Innu")),
    ("atj", _("Atikamekw")),
    ("lsq", _("Quebec Sign Language")),
]
WEEKDAYS = [
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
]

# The register's missions, as its columns name them.
MISSIONS = {
    "CHPSY": _("Psychiatric hospital"),
    "CHSGS": _("General and specialised hospital"),
    "CHSLD": _("Long-term care residence (CHSLD)"),
    "CLSC": _("Local community service centre (CLSC)"),
    "CPEJ": _("Child and youth protection centre"),
    "CRDITED": _("Rehabilitation: intellectual disability, autism"),
    "CRDPA": _("Rehabilitation: hearing impairment"),
    "CRDPM": _("Rehabilitation: motor impairment"),
    "CRDPV": _("Rehabilitation: visual impairment"),
    "CRDPL": _("Rehabilitation: language impairment"),
    "CRJDA": _("Rehabilitation for young people in difficulty"),
    "CRMDA": _("Rehabilitation for mothers in difficulty"),
    "CRD": _("Addiction rehabilitation"),
}


class Mechanism(TextChoices):
    """How what is referred reaches the other party."""

    PHONE = "phone", _("A phone call")
    FORM = "form", _("A form or a letter")
    WARM = "warm", _("Somebody goes along with the person")
    LIAISON = "liaison", _("A liaison worker")
    ACCESS_POINT = "access_point", _("The access point")
    MEETING = "meeting", _("A regular meeting")
    ITSELF = "itself", _("The person goes by themselves")
    OTHER = "other", _("In another way")


class Publication(TextChoices):
    """What a party lets others know of an agreement; the most discreet party is followed."""

    NOTHING = "nothing", _("Nothing: it stays between us")
    EXISTENCE = "existence", _("That it exists, between whom and since when")
    ALL = "all", _("What it says: its purpose, and who is referred to whom")


class FundingKind(TextChoices):
    MISSION = "mission", _("Core mission (PSOC)")
    AGREEMENT = "agreement", _("Service agreement (section 108)")
    PROJECT = "project", _("Project")
    TRAINING = "training", _("Training")
    OTHER = "other", pgettext_lazy("funding", "Other")
