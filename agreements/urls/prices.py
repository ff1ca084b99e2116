"""The addresses of price lists."""

from django.urls import path

from agreements.views.prices import course, drafts, indices, lists, search

urlpatterns = [
    path("prices/", search.price_search, name="price-search"),
    path("prices/template/", drafts.price_list_template, name="price-list-template"),
    path("prices/lists/<int:pk>/", lists.price_list, name="price-list"),
    path("prices/lists/<int:pk>/columns/", drafts.price_list_map, name="price-list-map"),
    path("prices/lists/<int:pk>/check/", drafts.price_list_check, name="price-list-check"),
    path("prices/lists/<int:pk>/problems/", lists.price_list_problems, name="price-list-problems"),
    path("prices/lists/<int:pk>/differences/", lists.price_list_differences, name="price-list-differences"),
    path("prices/lists/<int:pk>/approve/", course.price_list_approve, name="price-list-approve"),
    path("prices/lists/<int:pk>/adjust/", course.price_list_adjust, name="price-list-adjust"),
    path("prices/lists/<int:pk>/clause/", course.price_list_clause, name="price-list-clause"),
    path("prices/lists/<int:pk>/withdraw/", course.price_list_withdraw, name="price-list-withdraw"),
    path("prices/lists/<int:pk>/discard/", drafts.price_list_discard, name="price-list-discard"),
    path("prices/indices/", indices.price_index_list, name="price-index-list"),
    path("prices/indices/new/", indices.price_index_new, name="price-index-new"),
    path("prices/indices/<int:pk>/", indices.price_index, name="price-index"),
    path("<int:pk>/prices/", lists.price_list_list, name="price-list-list"),
    path("<int:pk>/prices/new/", drafts.price_list_new, name="price-list-new"),
]
