from .community import Community, Member
from .discussion import Discussion, Position, Post
from .following import Digest, Following, ReadMark
from .moderation import Appeal, Report
from .reuse import Reuse

__all__ = [
    "Appeal",
    "Community",
    "Digest",
    "Discussion",
    "Following",
    "Member",
    "Position",
    "Post",
    "ReadMark",
    "Report",
    "Reuse",
]
