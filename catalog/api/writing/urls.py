"""Addresses for merchants' own programs, below /api/v1/merchant/."""

from django.urls import path

from catalog.api.writing import collections, media, moves, options, products, rows, variants

urlpatterns = [
    path("products/", products.OwnProductsView.as_view(), name="own-products"),
    path("products/<int:product_id>/", products.OwnProductView.as_view(), name="own-product"),
    path("products/<int:product_id>/variants/", products.OwnProductVariantsView.as_view()),
    path("products/<int:product_id>/attributes/", products.OwnProductAttributesView.as_view()),
    path("products/<int:product_id>/options/", options.OwnProductOptionsView.as_view()),
    path("products/<int:product_id>/pictures/", media.OwnPicturesView.as_view()),
    path("products/<int:product_id>/videos/", media.OwnVideosView.as_view()),
    path("products/<int:product_id>/publish/", moves.PublishView.as_view()),
    path("products/<int:product_id>/schedule/", moves.ScheduleView.as_view()),
    path("products/<int:product_id>/call-off/", moves.CallOffView.as_view()),
    path("products/<int:product_id>/withdraw/", moves.WithdrawView.as_view()),
    path("products/<int:product_id>/archive/", moves.ArchiveView.as_view()),
    path("products/<int:product_id>/restore/", moves.RestoreView.as_view()),
    path("collections/", collections.OwnCollectionsView.as_view()),
    path("collections/<int:collection_id>/", collections.OwnCollectionView.as_view(), name="own-collection"),
    path("variants/<int:variant_id>/", variants.OwnVariantView.as_view()),
    path("variants/<int:variant_id>/retire/", variants.RetireView.as_view()),
    path("variants/<int:variant_id>/price/", variants.OwnPriceView.as_view()),
    path("variants/<int:variant_id>/prices/", variants.OwnPricesView.as_view()),
    path("variants/<int:variant_id>/sales/", variants.OwnSalesView.as_view()),
    path("variants/<int:variant_id>/sales/<int:price_id>/", variants.OwnSaleView.as_view()),
    path("media/<int:media_id>/", media.OwnMediaView.as_view()),
    path("prices/", rows.PriceRowsView.as_view()),
    path("stock/", rows.StockRowsView.as_view()),
]
