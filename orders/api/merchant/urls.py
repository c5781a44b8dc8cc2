"""Addresses for merchants' own programs, below /api/v1/merchant/orders/."""

from django.urls import path

from orders.api.merchant import views, writing

urlpatterns = [
    path("", views.OwnOrdersView.as_view(), name="own-orders"),
    path("<int:number>/", views.OwnOrderView.as_view(), name="own-order"),
    path("<int:number>/fulfilments/", writing.FulfilmentsView.as_view()),
    path("<int:number>/refunds/", writing.RefundsView.as_view()),
    path("<int:number>/cancel/", writing.OwnCancelView.as_view()),
]
