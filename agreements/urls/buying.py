"""The addresses of may I buy."""

from django.urls import path

from agreements.views import buying

urlpatterns = [
    path("buy/", buying.may_i_buy, name="may-i-buy"),
    path("buy/keep/", buying.buying_proof_keep, name="buying-proof-keep"),
    path("buy/proofs/", buying.buying_proof_list, name="buying-proof-list"),
    path("buy/proofs/<int:pk>/", buying.buying_proof, name="buying-proof"),
    path("buy/proofs/<int:pk>/pdf/", buying.buying_proof_pdf, name="buying-proof-pdf"),
]
