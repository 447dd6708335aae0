"""Vendors and what they supply over the API. States move through the admin; here they are read."""

from __future__ import annotations

from django_filters import rest_framework as filters

from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import EditableRecordViewSet
from vendors.directory.enums import ContactRole, LocationPurpose, ServiceKind, VendorLifecycle, VendorTier
from vendors.directory.models import Contact, Service, ServiceLocation, SubProcessor, Vendor

VENDORS = Policy(read_scope="vendors:read", write_scope="vendors:write")
STAMPS = ("created_at", "updated_at")


class VendorSerializer(StrictModelSerializer):
    """A vendor; its state is read-only."""

    class Meta:
        model = Vendor
        fields = (
            "id",
            "key",
            "name",
            "legal_name",
            "website",
            "country",
            "tier",
            "lifecycle",
            "owner",
            "notes",
            *STAMPS,
        )
        read_only_fields = ("lifecycle", *STAMPS)


class ServiceSerializer(StrictModelSerializer):
    """A service; null means not declared."""

    class Meta:
        model = Service
        fields = (
            "id",
            "vendor",
            "key",
            "name",
            "kind",
            "description",
            "website",
            "is_active",
            "retention_days",
            "is_zero_retention",
            "trains_on_data",
            "is_in_baa_scope",
            "is_support_access_declared",
            "is_sub_processor_list_complete",
            *STAMPS,
        )
        read_only_fields = STAMPS


class ServiceLocationSerializer(StrictModelSerializer):
    """One place of a service: a region or a country."""

    class Meta:
        model = ServiceLocation
        fields = ("id", "service", "purpose", "region", "country", *STAMPS)
        read_only_fields = STAMPS


class SubProcessorSerializer(StrictModelSerializer):
    """Who else handles the data of a service; half-open dates."""

    class Meta:
        model = SubProcessor
        fields = ("id", "service", "name", "country", "purpose", "since_date", "until_date", *STAMPS)
        read_only_fields = STAMPS


class ContactSerializer(StrictModelSerializer):
    """Who to reach at a vendor."""

    class Meta:
        model = Contact
        fields = ("id", "vendor", "name", "email", "role", *STAMPS)
        read_only_fields = STAMPS


class VendorFilter(filters.FilterSet):
    """By key, state, tier, country and owner."""

    key = filters.CharFilter()
    lifecycle = filters.ChoiceFilter(choices=VendorLifecycle.choices)
    tier = filters.ChoiceFilter(choices=VendorTier.choices)
    country = filters.CharFilter(field_name="country__code")
    owner = filters.UUIDFilter(field_name="owner_id")


class ServiceFilter(filters.FilterSet):
    """By vendor (its key), kind and what was declared."""

    vendor = filters.CharFilter(field_name="vendor__key")
    key = filters.CharFilter()
    kind = filters.ChoiceFilter(choices=ServiceKind.choices)
    is_active = filters.BooleanFilter()
    trains_on_data = filters.BooleanFilter()
    is_in_baa_scope = filters.BooleanFilter()


class ServiceLocationFilter(filters.FilterSet):
    """By service, purpose and place."""

    service = filters.UUIDFilter(field_name="service_id")
    purpose = filters.ChoiceFilter(choices=LocationPurpose.choices)
    region = filters.CharFilter(field_name="region__key")
    country = filters.CharFilter(field_name="country__code")


class SubProcessorFilter(filters.FilterSet):
    """By service and country."""

    service = filters.UUIDFilter(field_name="service_id")
    country = filters.CharFilter(field_name="country__code")


class ContactFilter(filters.FilterSet):
    """By vendor (its key) and role."""

    vendor = filters.CharFilter(field_name="vendor__key")
    role = filters.ChoiceFilter(choices=ContactRole.choices)


class VendorViewSet(EditableRecordViewSet):
    """Vendors."""

    policy = VENDORS
    queryset = Vendor.objects.all()
    serializer_class = VendorSerializer
    filterset_class = VendorFilter


class ServiceViewSet(EditableRecordViewSet):
    """Services."""

    policy = VENDORS
    queryset = Service.objects.all()
    serializer_class = ServiceSerializer
    filterset_class = ServiceFilter


class ServiceLocationViewSet(EditableRecordViewSet):
    """Locations of services."""

    policy = VENDORS
    queryset = ServiceLocation.objects.all()
    serializer_class = ServiceLocationSerializer
    filterset_class = ServiceLocationFilter


class SubProcessorViewSet(EditableRecordViewSet):
    """Sub-processors of services."""

    policy = VENDORS
    queryset = SubProcessor.objects.all()
    serializer_class = SubProcessorSerializer
    filterset_class = SubProcessorFilter


class ContactViewSet(EditableRecordViewSet):
    """Contacts of vendors."""

    policy = VENDORS
    queryset = Contact.objects.all()
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
