"""Index of the models of this app's slices; Django and Celery read it, nobody imports it."""

from vendors.agreements.models import Agreement, AgreementService, ClauseCheck
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter
from vendors.directory.models import Contact, Service, ServiceLocation, SubProcessor, Vendor
from vendors.sub_processors.models import SubProcessorNotice

__all__ = [
    "Agreement",
    "AgreementService",
    "Attestation",
    "AttestationService",
    "BridgeLetter",
    "ClauseCheck",
    "Contact",
    "Service",
    "ServiceLocation",
    "SubProcessor",
    "SubProcessorNotice",
    "Vendor",
]
