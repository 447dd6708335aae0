"""Index module: the records of this slice, re-exported by name."""

from vendors.directory.models.services import Service, ServiceLocation, SubProcessor
from vendors.directory.models.vendors import Contact, Vendor, refuse_other_vendor

__all__ = ["Contact", "Service", "ServiceLocation", "SubProcessor", "Vendor", "refuse_other_vendor"]
