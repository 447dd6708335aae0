"""What every check sees: the question, the instant, and the facts it names, looked up once."""

from datetime import datetime

from imprimatur.decision import Question
from imprimatur.entries import DataClassEntry, ResourceEntry
from imprimatur.facts import Agent, Alias, Person, Region, UseCase
from imprimatur.index import Index
from imprimatur.instants import soonest
from imprimatur.snapshot import Snapshot
from imprimatur.terms import longest_stay


class Evaluation:
    """One question against one snapshot at one instant. Names that are not registered read as None or are left out."""

    __slots__ = (
        "_places",
        "alias",
        "at",
        "data_classes",
        "entry",
        "index",
        "is_ambiguous",
        "question",
        "region",
        "snapshot",
        "teams",
        "use_case",
    )

    snapshot: Snapshot
    index: Index
    question: Question
    at: datetime
    #: The resource asked for, or the one its alias stands for.
    entry: ResourceEntry | None
    alias: Alias | None
    is_ambiguous: bool
    #: Registered teams that the subject is, or belongs to.
    teams: tuple[str, ...]
    use_case: UseCase | None
    region: Region | None
    data_classes: list[DataClassEntry]
    _places: dict[str, datetime | None] | None

    def __init__(self, snapshot: Snapshot, question: Question, at: datetime) -> None:
        index = snapshot.index
        self.snapshot = snapshot
        self.index = index
        self._places = None
        self.question = question
        self.at = at
        name = index.find((question.resource_type, question.resource_id))
        self.entry, self.alias, self.is_ambiguous = (None, None, False) if name is None else name
        self.use_case = None if question.use_case is None else snapshot.use_cases.get(question.use_case)
        self.region = None if question.region is None else snapshot.regions.get(question.region)
        known = index.data_classes
        self.data_classes = [known[key] for key in question.data_classes if key in known]
        if question.subject_type == "team":
            self.teams = (question.subject_id,) if question.subject_id in snapshot.teams else ()
        else:
            self.teams = self._teams_on_record()

    @property
    def places(self) -> dict[str, datetime | None]:
        """Every name of the place asked for that a scope may use, with the end of its lying there (None = none known).

        The region itself, its country, and the groups that the country belongs to at the instant; of a region in
        several countries, what holds for each of them.
        """
        if self._places is None:
            countries = self.region.countries if self.region is not None else ()
            each = [self._places_of(country) for country in countries]
            found = {
                name: soonest(*(places[name] for places in each))
                for name in (set(each[0]).intersection(*each) if each else ())
            }
            if self.question.region is not None:
                found[self.question.region] = None
            self._places = found
        return self._places

    def _places_of(self, country: str) -> dict[str, datetime | None]:
        found: dict[str, datetime | None] = {country: None}
        stays: dict[str, list[tuple[datetime | None, datetime | None]]] = {}
        for group, start, end in self.index.lies.get(country, ()):
            stays.setdefault(group, []).append((start, end))
        for group, listed in stays.items():
            is_inside, until = longest_stay(listed, self.at)
            if is_inside:
                found[group] = until
        return found

    def _teams_on_record(self) -> tuple[str, ...]:
        person, agent = self.person, self.subject_agent
        belongs = person.teams if person else {agent.team} if agent and agent.team else set()
        return tuple(sorted(team for team in belongs if team in self.snapshot.teams))

    @property
    def person(self) -> Person | None:
        """The person who asks, when it is one on record."""
        people = self.snapshot.people
        if self.question.subject_type != "person" or people is None:
            return None
        return people.get(self.question.subject_id)

    @property
    def subject_agent(self) -> Agent | None:
        """The agent that asks, when it is one on record."""
        agents = self.snapshot.agents
        if self.question.subject_type != "agent" or agents is None:
            return None
        return agents.get(self.question.subject_id)

    @property
    def agents(self) -> list[tuple[str, Agent | None]]:
        """The agents involved, each with its facts when they are on record: who asks, then what is asked for."""
        question, kept = self.question, self.snapshot.agents or {}
        named = [question.subject_id] if question.subject_type == "agent" else []
        if question.resource_type == "agent" and self.entry is not None:
            named.append(self.entry.resource.id)
        return [(agent, kept.get(agent)) for agent in dict.fromkeys(named)]
