"""The mentions found so far in one definition: each name once for each kind and way, and a few hundred at most."""

from __future__ import annotations

from ..model import Definition, Mention

MOST = 200
"""The most mentions of one definition that are plain words, and the most others; a real one has about a dozen."""
_MOST_CHARS = 300
"""The most characters of a name, a path or a role."""
_LINES_SEARCHED = 200


class MentionList:
    """The mentions so far: of each name, kind and way the first, or the first that calls it an agent.

    *quoting* is whether they have their evidence.
    """

    def __init__(self, definition: Definition, *, quoting: bool = True) -> None:
        self.quoting = quoting
        self.lines = definition.raw.split("\n")
        self.name = definition.name
        self.kept: dict[tuple[str, str, str, str], Mention] = {}
        self.words = 0

    def wants(self, name: str, kind: str, how: str, *, called: bool, way: str = "") -> bool:
        """Whether a mention would be kept: it says more than the previous ones, and there is room for it."""
        if len(name) > _MOST_CHARS:
            return False
        before = self.kept.get((name, kind, how, way))
        if before is not None:
            return called and not before.called
        return (self.words if how == "word" else len(self.kept) - self.words) < MOST

    def add(self, mention: Mention) -> None:
        """Keep *mention* if it is wanted."""
        key = (mention.name, mention.kind, mention.how, mention.way)
        if self.wants(*key[:3], called=mention.called, way=mention.way):
            self.words += mention.how == "word" and key not in self.kept
            self.kept[key] = mention

    def mentions(self) -> tuple[Mention, ...]:
        """The mentions in the order of the file, each with its column."""
        return tuple(sorted((self._placed(one) for one in self.kept.values()), key=lambda one: (one.line, one.column)))

    def _placed(self, mention: Mention) -> Mention:
        text = self.lines[mention.line - 1] if mention.line <= len(self.lines) else ""
        return mention._replace(column=text.find(mention.name) + 1 or 1)

    def line_of(self, name: str, line: int) -> int:
        """The first line from *line* on that contains *name*; or *line* if none nearby does."""
        for number in range(line, min(line + _LINES_SEARCHED, len(self.lines) + 1)):
            if name in self.lines[number - 1]:
                return number
        return line
