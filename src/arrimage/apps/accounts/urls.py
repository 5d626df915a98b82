"""Addresses under /compte/.

allauth's are listed one by one, in French, under the names it knows: what is not here does not exist
(sign-up by form, passkeys, phones, codes by e-mail, linking other providers).
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions import views as sessions
from django.urls import URLPattern, path, re_path

from arrimage.apps.kernel.access import reachable_by

from . import views
from .access import ALLAUTH_AUDIENCES, if_it_answers


def theirs(route: str, view, name: str, kind=path) -> URLPattern:
    """A view of allauth's, for the audience we declare."""
    return kind(route, reachable_by(ALLAUTH_AUDIENCES[name])(view), name=name)


urlpatterns = [
    path("", views.account, name="account"),
    path("role/", views.acting, name="acting"),
    path("membres/", views.members, name="members"),
    path("membres/<int:pk>/terminer/", views.end_membership, name="end_membership"),
    path("membres/invitations/<uuid:uid>/retirer/", views.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    #
    theirs("connexion/", account.login, "account_login"),
    theirs("deconnexion/", account.logout, "account_logout"),
    theirs("inactif/", account.account_inactive, "account_inactive"),
    theirs("inscription/", account.signup, "account_signup"),
    theirs("confirmer/", account.reauthenticate, "account_reauthenticate"),
    theirs("courriel/", account.email, "account_email"),
    theirs("courriel/code/", account.email_verification_sent, "account_email_verification_sent"),
    theirs("mot-de-passe/", account.password_change, "account_change_password"),
    theirs("mot-de-passe/choisir/", account.password_set, "account_set_password"),
    theirs("mot-de-passe/oublie/", account.password_reset, "account_reset_password"),
    theirs("mot-de-passe/oublie/envoye/", account.password_reset_done, "account_reset_password_done"),
    theirs(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        "account_reset_password_from_key",
        kind=re_path,
    ),
    theirs(
        "mot-de-passe/nouveau/fait/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    theirs("double-verification/", mfa.index, "mfa_index"),
    theirs("double-verification/code/", mfa.authenticate, "mfa_authenticate"),
    theirs("double-verification/confirmer/", mfa.reauthenticate, "mfa_reauthenticate"),
    theirs("double-verification/activer/", totp.activate_totp, "mfa_activate_totp"),
    theirs("double-verification/desactiver/", totp.deactivate_totp, "mfa_deactivate_totp"),
    theirs("double-verification/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    theirs(
        "double-verification/codes/nouveaux/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"
    ),
    theirs("appareils/", sessions.list_usersessions, "usersessions_list"),
    theirs("organisation/annulee/", social.login_cancelled, "socialaccount_login_cancelled"),
    theirs("organisation/erreur/", social.login_error, "socialaccount_login_error"),
    theirs("organisation/<str:provider_id>/", if_it_answers(openid.login), "openid_connect_login"),
    theirs(
        "organisation/<str:provider_id>/retour/", if_it_answers(openid.callback), "openid_connect_callback"
    ),
]
