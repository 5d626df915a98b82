"""Users, memberships, roles: who acts, and for whom."""
