"""What each entry says, plainly: the one list of everything that is journalled.

Whoever records something new adds its sentence here: the suite fails on an entry that has none. A sentence
follows «who» and precedes «what about»: «Marie Tremblay · a corrigé une fiche · Maison Bleue».
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ACTIONS = {
    # The journal itself
    "journal.read": _("read the journal"),
    "journal.exported": _("downloaded the journal"),
    "journal.retained": _("removed the oldest entries of the journal"),
    "keys.rotated": _("changed the encryption key"),
    "keys.renewed": _("changed the key of the journal"),
    # Accounts
    "account.opened": _("opened their account"),
    "account.renamed": _("changed the name shown to others"),
    "account.signed_in": _("signed in"),
    "account.signed_out": _("signed out"),
    "account.address_changed": _("changed their e-mail address"),
    "account.password_changed": _("changed their password"),
    "account.password_reset": _("asked for a new password"),
    "account.second_factor_added": _("added a second factor"),
    "account.second_factor_removed": _("removed a second factor"),
    "account.recovery_codes_renewed": _("renewed their recovery codes"),
    "invitation.sent": _("invited somebody"),
    "invitation.withdrawn": _("withdrew an invitation"),
    "invitation.accepted": _("accepted an invitation"),
    "membership.granted": _("gave a role"),
    "membership.ended": _("ended a role"),
    "membership.chosen": _("chose the role to act under"),
    # Directory
    "directory.created": _("added a page to the directory"),
    "directory.changed": _("changed a page of the directory"),
    "directory.confirmed": _("confirmed that a page is still true"),
    "directory.unconfirmed": _("took back a confirmation"),
    "directory.closed": _("closed a page of the directory"),
    "directory.reopened": _("reopened a page of the directory"),
    "directory.contact_removed": _("removed a contact"),
    "register.imported": _("updated the directory from a register"),
    "boundaries.imported": _("imported boundaries"),
    # Network
    "network.founded": _("founded a network"),
    "seat.proposed": _("proposed a change of seats"),
    "seat.agreed": _("agreed to a change of seats"),
    "seat.ended": _("refused a change of seats"),
    "mandate.proposed": _("proposed a mandate"),
    "mandate.agreed": _("agreed to a mandate"),
    "mandate.ended": _("ended a mandate"),
    "affiliation.proposed": _("proposed an affiliation"),
    "affiliation.accepted": _("accepted an affiliation"),
    "affiliation.declined": _("declined an affiliation"),
    "affiliation.withdrawn": _("withdrew a proposed affiliation"),
    "affiliation.ended": _("ended an affiliation"),
    "governance.proposed": _("proposed a form of governance"),
    "governance.agreed": _("agreed to a form of governance"),
    "governance.ended": _("refused a form of governance"),
    "committee.proposed": _("proposed a change to a committee"),
    "committee.agreed": _("agreed to a change to a committee"),
    "committee.ended": _("refused a change to a committee"),
    "participation.arranged": _("wrote the role, support and compensation of a person’s seat"),
    "participation.welcomed": _("welcomed a person on a committee"),
    "participation.place_opened": _("had a second place opened, so that nobody sits alone"),
    "participation.said": _("said what to be called, and what was brought"),
    "participation.left": _("freed a person’s seat"),
    "contribution.made": _("wrote a contribution"),
    "contribution.answered": _("answered a contribution"),
    "contribution.heard": _("said that an answer is enough"),
    "contribution.reopened": _("said that an answer is not enough"),
    "strategy.added": _("added a strategy of the network’s own"),
    "strategy.said": _("said where a strategy stands"),
    "strategy.unsaid": _("took back what was said of a strategy"),
    "pace.changed": _("changed when the network is told of too many changes"),
    "phase.added": _("named a phase of change or consolidation"),
    "phase.removed": _("removed a phase"),
    "assessment.opened": _("opened a self-assessment"),
    "assessment.closed": _("closed a self-assessment"),
    "assessment.answered": _("answered a self-assessment"),
    "assessment.reopened": _("took the answers to a self-assessment up again"),
    "assessment.compared": _("read the others’ answers to a self-assessment"),
    "message.sent": _("sent a message"),
    "message.answered": _("answered a message"),
    # Questionnaires
    "questionnaire.created": _("began a questionnaire"),
    "questionnaire.text_brought": _("brought the text of a known instrument"),
    "questionnaire.permission_read": _("opened the permission to use a known instrument"),
    "questionnaire.changed": _("changed the draft of a questionnaire"),
    "questionnaire.published": _("published a questionnaire"),
    "questionnaire.retired": _("retired a version of a questionnaire"),
    "questionnaire.opened": _("opened a questionnaire to answers"),
    "questionnaire.closed": _("closed a questionnaire to answers"),
    "questionnaire.reopened": _("opened a questionnaire to answers again"),
    "questionnaire.answers_read": _("read answers to a questionnaire"),
    "questionnaire.file_read": _("opened a file given as an answer"),
    "questionnaire.answers_exported": _("downloaded the answers to a questionnaire"),
    "questionnaire.alert_raised": _("told of an answer that needs attention"),
    "questionnaire.alert_taken_up": _("took up an answer that needs attention"),
    "questionnaire.scores_corrected": _("worked out a score again from its answers"),
    # Departures
    "departures.shown": _("showed organisations what would come apart without them"),
    "departure.answered": _("answered what would come apart without them"),
    "departures.published": _("published what would come apart without some organisations"),
    # Agreements and funding
    "agreement.written": _("began to write an agreement"),
    "agreement.reworded": _("worded an agreement otherwise"),
    "agreement.proposed": _("proposed an agreement to the other parties"),
    "agreement.taken_back": _("took a proposed agreement back"),
    "agreement.taken_up": _("opened the talk about an agreement"),
    "agreement.signed": _("signed an agreement"),
    "agreement.unsigned": _("took back their signature of an agreement"),
    "agreement.refused": _("said no to an agreement"),
    "agreement.ended": _("ended an agreement"),
    "agreement.ran_out": _("noted that an agreement had come to its end"),
    "agreement.published": _("chose what others may know of an agreement"),
    "agreement.obstacle_noted": _("noted an obstacle to an agreement"),
    "agreement.obstacle_lifted": _("said whether an obstacle to an agreement remains"),
    "agreement.counted": _("counted referrals under an agreement"),
    "agreement.count_removed": _("took back a count of referrals"),
    "agreement.count_contested": _("contested a count of referrals"),
    "agreement.count_uncontested": _("no longer contests a count of referrals"),
    "agreement.hope_proposed": _("proposed a number to hope for"),
    "agreement.hope_agreed": _("said yes to a number hoped for"),
    "agreement.hope_ended": _("withdrew a number hoped for"),
    "agreement.question_proposed": _("proposed a question for the agenda of a meeting"),
    "agreement.question_concluded": _("wrote what was said of a question"),
    "funding.noted": _("noted a funding line"),
    "funding.changed": _("corrected a funding line"),
    "funding.published": _("published a funding line"),
    "funding.unpublished": _("took back a published funding line"),
    "funding.removed": _("removed a funding line"),
    "figure.noted": _("noted a figure of a territory"),
    "figure.removed": _("removed a figure of a territory"),
    # Meetings
    "series.opened": _("opened a series of meetings"),
    "series.changed": _("changed a series of meetings"),
    "series.ended": _("ended a series of meetings"),
    "series.resumed": _("resumed a series of meetings"),
    "series.guest_added": _("invited somebody to every meeting of a series"),
    "series.guest_removed": _("no longer invites somebody to a series of meetings"),
    "meeting.planned": _("planned a meeting"),
    "meeting.changed": _("moved or changed a meeting"),
    "meeting.cancelled": _("cancelled a meeting"),
    "meeting.restored": _("put back a cancelled meeting"),
    "meeting.invited": _("invited somebody to a meeting"),
    "meeting.uninvited": _("withdrew an invitation to a meeting"),
    "meeting.answered": _("answered an invitation to a meeting"),
    "meeting.opened": _("opened a meeting"),
    "meeting.attended": _("noted who attended a meeting"),
    "meeting.held": _("ended a meeting"),
    "meeting.resumed": _("resumed a meeting"),
    "agenda.added": _("put a subject on an agenda"),
    "agenda.proposed": _("proposed a subject for an agenda"),
    "agenda.changed": _("changed an agenda"),
    "agenda.taken": _("took a proposed subject"),
    "agenda.set_aside": _("set a subject aside"),
    "agenda.relay_named": _("named who relays a subject"),
    "agenda.relayed": _("relayed a subject"),
    "minutes.sent": _("sent minutes"),
    "minutes.adopted": _("had minutes adopted"),
    "minutes.correction_asked": _("asked for a correction of minutes"),
    "minutes.corrected": _("corrected minutes"),
    "minutes.correction_noted": _("noted a correction beside minutes"),
    "follow_up.decided": _("noted something to be done"),
    "follow_up.done": _("said that something is done"),
    "follow_up.dropped": _("dropped something that was to be done"),
    "follow_up.reopened": _("reopened something to be done"),
    "follow_up.recalled": _("recalled something to be done"),
    "dissatisfaction.written": _("wrote a dissatisfaction"),
    "dissatisfaction.answered": _("answered a dissatisfaction"),
    "dissatisfaction.settled": _("said that an answer is enough"),
    "dissatisfaction.unsettled": _("said that an answer is not enough"),
    "dissatisfaction.withdrawn": _("withdrew a dissatisfaction"),
    "dissatisfaction.recalled": _("recalled a dissatisfaction"),
    "document.added": _("added a document to a meeting"),
    "document.removed": _("removed a document from a meeting"),
    # Ties
    "tie_kind.added": _("added a kind of tie"),
    "tie_kind.retired": _("retired a kind of tie"),
    "wave.created": _("prepared a wave of ties"),
    "wave.changed": _("changed a wave of ties"),
    "wave.opened": _("opened a wave of ties"),
    "wave.closed": _("closed a wave of ties"),
    "wave.published": _("published a wave of ties"),
    "wave.unpublished": _("took back the publication of a wave of ties"),
    "wave.invited": _("invited an organisation to say its ties"),
    "wave.reminded": _("reminded an organisation of a wave of ties"),
    "wave.declined": _("preferred not to answer a wave of ties"),
    "ties.submitted": _("submitted the ties of an organisation"),
    "ties.reopened": _("took up the ties of an organisation again"),
    "ties.imported": _("imported ties from a file"),
    "tie.reported": _("wrote of a tie with another organisation"),
    "tie.removed": _("removed another organisation from their ties"),
    "tie.answered": _("answered what another organisation said of a tie"),
    "tie.shown": _("decided what may be published of a tie"),
    "tie.named": _("named a relation with another organisation"),
    # Writing questionnaires
    # ---
    # Practices
    # ---
    # Campaigns
    "campaign.created": _("prepared a campaign"),
    "campaign.launched": _("launched a campaign"),
    "campaign.opened": _("opened a wave of a campaign"),
    "campaign.wave_planned": _("planned another wave of a campaign"),
    "campaign.closing_moved": _("moved the closing of a campaign"),
    "campaign.reminders_held": _("held back the reminders of a campaign"),
    "campaign.reminders_resumed": _("let the reminders of a campaign go again"),
    "campaign.reminded": _("reminded those who had not answered a campaign"),
    "campaign.bounced": _("noted that a mail of a campaign had come back"),
    "campaign.address_corrected": _("corrected an address of a campaign"),
    "campaign.closed": _("closed a wave of a campaign"),
    # ---
    # Studies and reports
    "dataset.imported": _("brought answers collected elsewhere"),
    "dataset.removed": _("took away answers collected elsewhere"),
    "results.read": _("read the results of a questionnaire"),
    "theme.named": _("named a theme"),
    "theme.renamed": _("renamed a theme"),
    "theme.removed": _("removed a theme"),
    "study.started": _("began a study"),
    "study.changed": _("changed a study"),
    "study.source_attached": _("let a study read answers"),
    "study.source_detached": _("took answers out of a study"),
    "study.pairs_set": _("said who is paired with whom in a study"),
    "report.started": _("began a report"),
    "report.changed": _("changed a report"),
    "report.reading_opened": _("let those asked read a report"),
    "report.reader_asked": _("let one more organisation read a report"),
    "report.replied": _("replied to a report"),
    "report.taken_back": _("took a report back to write it again"),
    "report.published": _("published a report"),
    "report.begun_again": _("began a new edition of a report"),
    # ---
    # Interviews and coding
    # ---
    # Learning
    # ---
    # Deliberation
    # ---
    # Improvement
    # ---
}


def deed(action: str) -> str:
    """What was done, in the reader's language; the bare code for one that an older version wrote."""
    return str(ACTIONS.get(action, action))


def role_name(role: str) -> str:
    """The role's label. The roles are words of accounts, above: their English labels are their codes."""
    return gettext(role.replace("_", " ").capitalize()) if role else ""


def who(entry) -> str:
    return entry.actor_label or gettext("The installation itself")


def sentence(entry) -> str:
    """The whole entry as one sentence, so that a person can read who opened their own file."""
    somebody = f"{who(entry)} ({role_name(entry.role)})" if entry.role else who(entry)
    about = ", ".join(subject["label"] for subject in entry.about)
    return f"{somebody} · {deed(entry.action)} · {about}" if about else f"{somebody} · {deed(entry.action)}"
