"""The flow under /approval/, and the address by which the bench knows that the server is up."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from viewflow.urls import Site
from viewflow.workflow.flow import FlowAppViewset

from approvals.flows import Approval


def alive(_request: HttpRequest) -> HttpResponse:
    """Answer."""
    return HttpResponse("alive")


site = Site(viewsets=[FlowAppViewset(Approval, app_name="approval")])
urlpatterns = [path("healthz", alive), path("", site.urls)]
