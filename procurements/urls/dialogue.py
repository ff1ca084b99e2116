"""The addresses of a procurement's market dialogue."""

from django.urls import path

from procurements.views.dialogue import events, informing, page, questions

_INSIDE = "<int:pk>/dialogue/"

urlpatterns = [
    path(_INSIDE, page.market_dialogue, name="market-dialogue"),
    path(f"{_INSIDE}log.<slug:format_>", page.market_dialogue_sheet, name="market-dialogue-sheet"),
    path(f"{_INSIDE}pdf/", page.market_dialogue_pdf, name="market-dialogue-pdf"),
    path(f"{_INSIDE}suppliers/new/", events.market_contact_new, name="market-contact-new"),
    path(f"{_INSIDE}suppliers/<int:contact>/edit/", events.market_contact_edit, name="market-contact-edit"),
    path(f"{_INSIDE}suppliers/<int:contact>/dismiss/", events.market_contact_dismiss, name="market-contact-dismiss"),
    path(f"{_INSIDE}suppliers/<int:contact>/readmit/", events.market_contact_readmit, name="market-contact-readmit"),
    path(f"{_INSIDE}events/new/", events.market_event_new, name="market-event-new"),
    path(f"{_INSIDE}events/<int:event>/edit/", events.market_event_edit, name="market-event-edit"),
    path(f"{_INSIDE}information/new/", informing.information_new, name="information-new"),
    path(f"{_INSIDE}information/<int:information>/edit/", informing.information_edit, name="information-edit"),
    path(f"{_INSIDE}information/<int:information>/tell/", informing.information_tell, name="information-tell"),
    path(f"{_INSIDE}information/<int:information>/publish/", informing.information_publish, name="information-publish"),
    path(
        f"{_INSIDE}information/<int:information>/take-back/<int:contact>/",
        informing.information_take_back,
        name="information-take-back",
    ),
    path(f"{_INSIDE}questions/new/", questions.question_new, name="question-new"),
    path(f"{_INSIDE}questions/<int:question>/edit/", questions.question_edit, name="question-edit"),
    path(f"{_INSIDE}questions/<int:question>/answer/", questions.question_answer, name="question-answer"),
]
