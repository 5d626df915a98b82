from .invitation import Invitation
from .membership import Membership
from .user import User

__all__ = ["Invitation", "Membership", "User"]
