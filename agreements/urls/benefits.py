"""The addresses of benefits."""

from django.urls import path

from agreements.views.benefits import changing, listing, page, summary

urlpatterns = [
    path("<int:pk>/benefits/", page.agreement_benefits, name="agreement-benefits"),
    path("<int:pk>/benefits/new/", changing.benefit_method, name="benefit-method"),
    path("<int:pk>/benefits/new/<slug:method>/", changing.benefit_new, name="benefit-new"),
    path("benefits/", listing.benefit_list, name="benefit-list"),
    path("benefits/summary/", summary.benefit_summary, name="benefit-summary"),
    path("benefits/<int:pk>/", page.benefit, name="benefit"),
    path("benefits/<int:pk>/claim/", changing.benefit_claim, name="benefit-claim"),
    path("benefits/<int:pk>/correct/", changing.benefit_correct, name="benefit-correct"),
    path("benefits/<int:pk>/edit/", changing.benefit_edit, name="benefit-edit"),
    path("benefits/<int:pk>/review/", changing.benefit_review, name="benefit-review"),
    path("benefits/<int:pk>/send-back/", changing.benefit_send_back, name="benefit-send-back"),
    path("benefits/<int:pk>/withdraw/", changing.benefit_withdraw, name="benefit-withdraw"),
]
