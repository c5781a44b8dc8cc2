"""Addresses for merchants' own programs, below /api/v1/merchant/orders/."""

from django.urls import path

from orders.api.merchant import notes, returns, shipments, views, writing

RETURN = "<int:number>/returns/<int:return_number>"

urlpatterns = [
    path("", views.OwnOrdersView.as_view(), name="own-orders"),
    path("<int:number>/", views.OwnOrderView.as_view(), name="own-order"),
    path("<int:number>/fulfilments/", shipments.FulfilmentsView.as_view()),
    path("<int:number>/fulfilments/<int:shipment_number>/", shipments.TrackingView.as_view()),
    path("<int:number>/capture/", writing.CaptureView.as_view()),
    path("<int:number>/refunds/", writing.RefundsView.as_view()),
    path("<int:number>/returns/", returns.ReturnsView.as_view()),
    path(f"{RETURN}/receive/", returns.ReceiveView.as_view()),
    path(f"{RETURN}/refuse/", returns.RefuseView.as_view()),
    path("<int:number>/notes/", notes.NotesView.as_view()),
    path("<int:number>/cancel/", writing.OwnCancelView.as_view()),
]
