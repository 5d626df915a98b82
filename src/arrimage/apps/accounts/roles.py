"""The roles of the glossary, and the groups of them that rules speak of. No model, no rule: words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    WORKER = "worker", _("Worker")
    SPECIALIST = "specialist", _("Specialist")
    INTAKE_WORKER = "intake_worker", _("Intake worker")
    CLINICAL_SUPERVISOR = "clinical_supervisor", _("Clinical supervisor")
    CLINICAL_COORDINATOR = "clinical_coordinator", _("Clinical coordinator")
    RESPONDING_PROFESSIONAL = "responding_professional", _("Responding professional")
    PEER_HELPER = "peer_helper", _("Peer helper")
    FAMILY_PEER_HELPER = "family_peer_helper", _("Family peer helper")
    MANAGER = "manager", _("Manager")
    COALITION_COORDINATOR = "coalition_coordinator", _("Coalition coordinator")
    NETWORK_COORDINATOR = "network_coordinator", _("Network coordinator")
    COLLABORATION_LEAD = "collaboration_lead", _("Collaboration lead")
    FACILITATOR = "facilitator", _("Facilitator")
    EVALUATOR = "evaluator", _("Evaluator")
    RESOURCE_PATIENT = "resource_patient", _("Resource patient")
    PATIENT_COACH = "patient_coach", _("Patient coach")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    AUDITOR = "auditor", _("Auditor")


# Those who may keep their organisation's page true. In a small organisation everyone does everything,
# and every change is versioned and signed: no need to be narrower.
KEEPERS = frozenset(
    {
        Role.WORKER,
        Role.SPECIALIST,
        Role.INTAKE_WORKER,
        Role.CLINICAL_SUPERVISOR,
        Role.CLINICAL_COORDINATOR,
        Role.RESPONDING_PROFESSIONAL,
        Role.PEER_HELPER,
        Role.FAMILY_PEER_HELPER,
        Role.MANAGER,
        Role.COALITION_COORDINATOR,
        Role.NETWORK_COORDINATOR,
    }
)

# Whom one may invite, or end, in the organisation one acts for. Whoever watches over an organisation
# (auditor, privacy officer) is named by those who run the installation, never by those they watch.
TEAM = frozenset(Role) - {
    Role.AUDITOR,
    Role.PRIVACY_OFFICER,
    Role.COALITION_COORDINATOR,
    Role.NETWORK_COORDINATOR,
}
GRANTABLE: dict[str, frozenset[str]] = {
    Role.MANAGER: TEAM,
    Role.COALITION_COORDINATOR: TEAM | {Role.COALITION_COORDINATOR},
    # The role alone opens nothing: a network's mandate needs a yes from both sides.
    Role.NETWORK_COORDINATOR: TEAM | {Role.NETWORK_COORDINATOR},
}

# Those who may invite colleagues into their own organisation.
HOSTS = frozenset(GRANTABLE)

# Resource patients come as themselves; everyone else is staff and holds a second factor.
STAFF = frozenset(Role) - {Role.RESOURCE_PATIENT}
