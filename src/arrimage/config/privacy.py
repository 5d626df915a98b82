"""What happens to the fields of models that are not ours, in the words of `kernel.models.Privacy`."""

from arrimage.apps.kernel.models import Privacy

OTHERS: dict[str, Privacy] = {
    "auth.Permission": Privacy(kept="id name content_type codename"),
    "auth.Group": Privacy(kept="id name permissions"),
    "contenttypes.ContentType": Privacy(kept="id app_label model"),
    "sessions.Session": Privacy(kept="expire_date", scrubbed="session_key session_data"),
    "account.EmailAddress": Privacy(kept="id verified primary", pseudonymised="user email"),
    "account.EmailConfirmation": Privacy(
        kept="id created sent", scrubbed="key", pseudonymised="email_address"
    ),
    "mfa.Authenticator": Privacy(
        kept="id type created_at last_used_at", scrubbed="data", pseudonymised="user"
    ),
    "socialaccount.SocialApp": Privacy(
        kept="id provider provider_id name client_id settings", scrubbed="secret key"
    ),
    "socialaccount.SocialAccount": Privacy(
        kept="id provider last_login date_joined", scrubbed="extra_data", pseudonymised="user uid"
    ),
    "socialaccount.SocialToken": Privacy(
        kept="id app expires_at", scrubbed="token token_secret", pseudonymised="account"
    ),
    "usersessions.UserSession": Privacy(
        kept="id created_at last_seen_at", scrubbed="ip user_agent session_key data", pseudonymised="user"
    ),
    "django_tasks_database.DBTaskResult": Privacy(
        kept="id status enqueued_at started_at finished_at priority task_path queue_name backend_name"
        " run_after worker_ids",
        scrubbed="args_kwargs return_value exception_class_path traceback",
    ),
}
