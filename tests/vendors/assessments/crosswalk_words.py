"""The words of the crosswalk: domains with their things, frames of questions, and other words for the same."""

from __future__ import annotations

RULES = (
    "Are rules for {subject} written down, approved by management, made known to staff and kept up?",
    "Are the rules for {subject} looked at and brought up to date at least once a year?",
)
#: Code, subject, things.
_DOMAINS = """
ACC: access to systems
    the list of user accounts; shared passwords; multi-factor sign-in; administrator sessions;
    accounts of people who left; service accounts; access from home; emergency accounts
AUD: internal audit
    the audit plan; open audit findings; the independence of auditors; sampling of transactions;
    working papers; reports to the board; external certification; self-assessments
BCM: business continuity
    the recovery plan; the second data centre; crisis contact lists; restart priorities;
    the impact analysis; fail-over drills; satellite telephones; supply of spare parts
CHG: changes to production
    the release calendar; urgent repairs; rollback scripts; configuration baselines; code review;
    the build pipeline; feature switches; database migrations
CRY: encryption
    key rotation; hardware security modules; expired certificates; random number generation;
    backups of keys; encryption of laptops; transport security; cipher suites
DAT: personal data
    the register of processing; requests from data subjects; erasure of records; consent forms;
    data shared with partners; transfers abroad; data in test systems; pseudonyms
EDP: laptops and telephones
    malware scanners; lost telephones; screen locks; private devices; removable media;
    local firewalls; unapproved software; remote wiping
FAC: buildings
    visitor badges; camera footage; fire suppression; power generators; loading bays; cleaning crews;
    cable ducts; water leak sensors
GOV: information security governance
    the risk register; exceptions from policy; the security committee; budget for protection;
    legal obligations; performance indicators; contact with authorities; the security charter
INC: security incidents
    the incident hotline; forensic images; notices to customers; lessons learned; severity levels;
    ransom demands; press statements; evidence custody
LOG: logging and monitoring
    clock synchronisation; alert thresholds; log storage; privileged commands; failed sign-ins;
    dashboards of anomalies; retention of traces; correlation rules
MOD: artificial intelligence
    training data sets; model cards; prompt filters; human oversight of outputs; bias measurements;
    retired models; red-team exercises; autonomous agents
NET: networks
    segmentation of networks; wireless access points; denial-of-service protection; border gateways;
    name servers; virtual hosts; unused ports; diagrams of data flows
PPL: people
    background checks; awareness lessons; confidentiality undertakings; disciplinary steps;
    job descriptions; return of equipment; phishing simulations; temporary workers
SUP: suppliers
    contracts with suppliers; sub-processors; supplier scorecards; exit plans;
    software bills of materials; concentration on one supplier; supplier visits;
    shared responsibilities
VUL: weaknesses in software
    penetration tests; patch deadlines; open-source libraries; reports by outside researchers;
    scanner coverage; end-of-life products; threat intelligence; compensating controls
XCH: exchange between systems
    programming interfaces; file exports; standard formats; migration assistance; message queues;
    interface keys; published schemas; request quotas
"""
FRAMES = (
    "Is a named person, with a deputy, in charge of {thing}?",
    "Do you keep an inventory of {thing}, with an owner for every entry?",
    "Is {thing} tested before going live and again after each large change?",
    "Are records about {thing} stored for at least twelve months and guarded against alteration?",
    "Do customers get told within 72 hours when something goes wrong with {thing}?",
    "Does somebody independent examine {thing} once every quarter?",
    "Can a customer see the current state of {thing} without asking the support desk?",
    "Is the use of {thing} limited to those who need it for their work?",
    "Are weaknesses in {thing} ranked by risk and repaired by a deadline?",
    "Do staff get lessons on {thing} when they join, with a refresher every spring?",
    "Is there an automatic alarm when {thing} departs from what was approved?",
    "Are outsiders who deal with {thing} bound by the same duties in writing?",
    "Has management set measurable goals for {thing}?",
    "Is {thing} covered by the disaster drill, with the result reported to the board?",
    "Do you separate {thing} of one customer from that of all others?",
    "Is a copy of everything about {thing} kept at a second site?",
    "Are costs and capacity of {thing} planned a year ahead?",
    "Do you ask the customer before {thing} is handed to another company?",
    "Is it laid down when {thing} is to be deleted, with a proof of deletion?",
    "Are exceptions concerning {thing} approved for a limited time by the security officer?",
    "Does a second person confirm every action on {thing} that cannot be undone?",
    "Is the documentation of {thing} available in the language of those who use it?",
)
#: Words that the measure knows nothing of: for it they are as strange as a customer's are.
_SYNONYMS = """
at least once a year = annually or more often; once every quarter = four times per year;
staff = personnel; rules = policies; written down = documented; looked at = reviewed;
brought up to date = updated; made known to = communicated to; kept up = maintained;
approved by management = signed off by leadership; in charge of = accountable for;
inventory = catalogue; an owner = a responsible party; going live = deployment;
large change = significant modification; stored = retained; guarded against = protected from;
twelve months = one year; get told = are notified; within 72 hours = inside three days;
somebody independent = an impartial party; examine = assess; without asking = with no call to;
limited to = restricted to; who need it for their work = with a business need;
ranked by risk = prioritised; repaired = remediated; lessons = training; join = are hired;
automatic alarm = alert without human help; departs from = deviates from;
outsiders = third parties; duties = obligations; in writing = by contract;
measurable goals = quantified objectives; disaster drill = continuity exercise; separate = isolate;
customer = client; second site = remote location;
planned a year ahead = forecast for twelve months; another company = a further party;
laid down = defined; deleted = destroyed; proof of = certificate of;
for a limited time = temporarily; security officer = head of security;
cannot be undone = is irreversible; second person = further pair of eyes; available = provided
"""
ADDED = (
    "including what suppliers do on our behalf",
    "as agreed with the customer",
    "in line with the law that applies",
    "whatever the place of work",
    "taking the outcome of the last risk assessment into account",
    "and is the outcome recorded",
    "at all sites",
    "for every service in scope",
    "with the approval of the data owner",
    "or upon significant changes",
)


def _read_domains() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    found: list[tuple[str, str, list[str]]] = []
    for line in _DOMAINS.strip().splitlines():
        if line.startswith(" "):
            found[-1][2].extend(each.strip() for each in line.split(";") if each.strip())
        else:
            code, _colon, subject = line.partition(": ")
            found.append((code, subject, []))
    return tuple((code, subject, tuple(things)) for code, subject, things in found)


def _read_synonyms() -> tuple[tuple[str, str], ...]:
    pairs = (each.split(" = ") for each in " ".join(_SYNONYMS.split("\n")).split(";"))
    return tuple((word.strip(), other.strip()) for word, other in pairs)


DOMAINS = _read_domains()
SYNONYMS = _read_synonyms()
