"""The public keys of this installation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from governance.core.policies import governed_view
from imprimatur.bundle import encode
from registry.bundles.signing import get_signer


@governed_view("Public: the keys with which anybody can check what this installation signed.", public=True)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Return the Ed25519 public keys, base64url; who pins one must have it from a source trusted already."""
    signer = get_signer()
    listed = [{"key_id": signer.key_id, "algorithm": "Ed25519", "public_key": encode(signer.public_key)}]
    response = JsonResponse({"keys": listed})
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
