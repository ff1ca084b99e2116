"""The addresses of price lists."""

from django.urls import path

from agreements.views import price_indices, price_search, prices

urlpatterns = [
    path("prices/", price_search.price_search, name="price-search"),
    path("prices/template/", prices.price_list_template, name="price-list-template"),
    path("prices/lists/<int:pk>/", prices.price_list, name="price-list"),
    path("prices/lists/<int:pk>/columns/", prices.price_list_map, name="price-list-map"),
    path("prices/lists/<int:pk>/check/", prices.price_list_check, name="price-list-check"),
    path("prices/lists/<int:pk>/problems/", prices.price_list_problems, name="price-list-problems"),
    path("prices/lists/<int:pk>/differences/", prices.price_list_differences, name="price-list-differences"),
    path("prices/lists/<int:pk>/approve/", prices.price_list_approve, name="price-list-approve"),
    path("prices/lists/<int:pk>/adjust/", prices.price_list_adjust, name="price-list-adjust"),
    path("prices/lists/<int:pk>/clause/", prices.price_list_clause, name="price-list-clause"),
    path("prices/lists/<int:pk>/withdraw/", prices.price_list_withdraw, name="price-list-withdraw"),
    path("prices/lists/<int:pk>/discard/", prices.price_list_discard, name="price-list-discard"),
    path("prices/indices/", price_indices.price_index_list, name="price-index-list"),
    path("prices/indices/new/", price_indices.price_index_new, name="price-index-new"),
    path("prices/indices/<int:pk>/", price_indices.price_index, name="price-index"),
    path("<int:pk>/prices/", prices.price_list_list, name="price-list-list"),
    path("<int:pk>/prices/new/", prices.price_list_new, name="price-list-new"),
]
