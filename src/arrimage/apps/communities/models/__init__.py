from .community import Community, Member
from .discussion import Discussion, Position, Post
from .moderation import Appeal, Report

__all__ = ["Appeal", "Community", "Discussion", "Member", "Position", "Post", "Report"]
