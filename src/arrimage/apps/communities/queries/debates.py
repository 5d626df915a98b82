"""Where people stand in a debate: reasons side by side, and the minds that changed. Nobody is counted."""

from dataclasses import dataclass, field

from arrimage.apps.communities.models import Discussion, Member, Position, Post

from .saying import RELATED, Said, said


@dataclass
class Column:
    """A position, and the present reasons of those who stand there. `None`: they do not know yet."""

    position: Position | None
    reasons: list[Said] = field(default_factory=list)


@dataclass
class Debate:
    columns: list[Column]
    undecided: Column
    turns: list[Said]  # minds that changed, latest first

    @property
    def numbers(self) -> set[int]:
        """Of the reasons that stand beside a position now."""
        return {one.number for column in [*self.columns, self.undecided] for one in column.reasons}


def stand_of(debate: Discussion, member: Member) -> Post | None:
    """Where somebody stands now. A removed reason leaves its author where they were."""
    stands = debate.posts.filter(author=member, takes_stand=True)
    return stands.select_related("position").order_by("-number").first()


def debate_of(debate: Discussion, user) -> Debate:
    """Three queries."""
    positions = list(debate.positions.all())
    stands = debate.posts.filter(takes_stand=True).select_related(*RELATED).order_by("number")
    columns = {position.pk: Column(position) for position in positions}
    undecided = Column(None)
    latest: dict[int, Said] = {}
    turns = []
    for one in said(stands, user):
        latest[one.author_id] = one
        if one.has_turned:
            turns.append(one)
    for one in sorted(latest.values(), key=lambda one: one.number):
        (columns[one.position_id] if one.position_id else undecided).reasons.append(one)
    return Debate(list(columns.values()), undecided, turns[::-1])
