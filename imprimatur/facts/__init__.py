"""Index module: the immutable facts a decision rests on, re-exported by name.

Every fact has ``id`` (the id of its record, for links) and ``label`` (its name for people). What a question
names it by is ``key`` (teams, use cases, data classes, regions) or, for resources, ``id`` itself.
Intervals are half-open: from the first instant inclusive to the last exclusive; None is an open end.
"""

from imprimatur.facts.approvals import Approval, Condition
from imprimatur.facts.classification import Adequacy, DataClass, Group, HandlingRule, Membership, Region
from imprimatur.facts.encoding import InvalidSnapshot
from imprimatur.facts.organisation import KillSwitch, Person, Policy, Team, UseCase
from imprimatur.facts.resources import Agent, Alias, Credential, Resource, pin_digest
from imprimatur.facts.suppliers import Agreement, Assessment, Certification, Service, SubProcessor, Vendor

__all__ = [
    "Adequacy",
    "Agent",
    "Agreement",
    "Alias",
    "Approval",
    "Assessment",
    "Certification",
    "Condition",
    "Credential",
    "DataClass",
    "Group",
    "HandlingRule",
    "InvalidSnapshot",
    "KillSwitch",
    "Membership",
    "Person",
    "Policy",
    "Region",
    "Resource",
    "Service",
    "SubProcessor",
    "Team",
    "UseCase",
    "Vendor",
    "pin_digest",
]
