"""The catalogue's pages."""

from django.urls import path

from catalog.site import views
from catalog.site.feeds import views as feeds
from catalog.site.search.suggestions import suggestions
from catalog.site.search.views import search

app_name = "catalog"

urlpatterns = [
    path("", views.home, name="home"),
    path("categories/<slug:slug>/", views.category, name="category"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("search/", search, name="search"),
    path("search/suggestions/", suggestions, name="suggestions"),
    path("products/<slug:slug>/", views.product, name="product"),
    path("products/<slug:slug>/model.glb", feeds.model, name="model"),
    path("feeds/google.xml", feeds.google_rss, name="google-rss"),
    path("feeds/google.tsv", feeds.google_tsv, name="google-tsv"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemaps/shelves.xml", feeds.sitemap_shelves, name="sitemap-shelves"),
    path("sitemaps/products-<int:part>.xml", feeds.sitemap_products, name="sitemap-products"),
    path("robots.txt", feeds.robots, name="robots"),
]
