"""Addresses of meetings."""

from django.urls import path

from portal.governance.views import agenda, attendance, meetings, minutes, polls

urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings.ics", meetings.meetings_calendar, name="meetings-calendar"),
    path("cooperations/<int:pk>/meetings/", meetings.meeting_list, name="meeting-list"),
    path("cooperations/<int:pk>/meetings/register/", meetings.meeting_register, name="meeting-register"),
    path("groups/<int:pk>/meetings/ask/", polls.meeting_ask, name="meeting-ask"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/call/", meetings.meeting_call, name="meeting-call"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/open/", meetings.meeting_open, name="meeting-open"),
    path("meetings/<int:pk>/close/", meetings.meeting_close, name="meeting-close"),
    path("meetings/<int:pk>/meeting.ics", meetings.meeting_calendar, name="meeting-calendar"),
    path("meetings/<int:pk>/days/", polls.meeting_days, name="meeting-days"),
    path("meetings/<int:pk>/days/edit/", polls.meeting_days_edit, name="meeting-days-edit"),
    path("meetings/<int:pk>/days/settle/", polls.meeting_settle, name="meeting-settle"),
    path("meetings/<int:pk>/agenda/add/", agenda.agenda_item_add, name="agenda-item-add"),
    path("meetings/<int:pk>/agenda/copy/", agenda.agenda_copy, name="agenda-copy"),
    path("agenda/<int:pk>/edit/", agenda.agenda_item_edit, name="agenda-item-edit"),
    path("agenda/<int:pk>/move/", agenda.agenda_item_move, name="agenda-item-move"),
    path("agenda/<int:pk>/remove/", agenda.agenda_item_remove, name="agenda-item-remove"),
    path("agenda/<int:pk>/minute/", minutes.agenda_item_minute, name="agenda-item-minute"),
    path("agenda/<int:pk>/papers/add/", agenda.paper_add, name="paper-add"),
    path("papers/<int:pk>/", agenda.paper, name="paper"),
    path("papers/<int:pk>/withdraw/", agenda.paper_withdraw, name="paper-withdraw"),
    path("meetings/<int:pk>/attendance/", attendance.meeting_attendance, name="meeting-attendance"),
    path("meetings/<int:pk>/adjusters/", attendance.meeting_adjusters, name="meeting-adjusters"),
    path("meetings/<int:pk>/minutes/", minutes.meeting_minutes, name="meeting-minutes"),
    path("meetings/<int:pk>/minutes/pdf/", minutes.meeting_minutes_pdf, name="meeting-minutes-pdf"),
    path("meetings/<int:pk>/minutes/put-forward/", minutes.meeting_put_forward, name="meeting-put-forward"),
    path("meetings/<int:pk>/minutes/take-back/", minutes.meeting_take_back, name="meeting-take-back"),
    path("meetings/<int:pk>/minutes/approve/", minutes.meeting_approve, name="meeting-approve"),
    path("meetings/<int:pk>/minutes/note/", minutes.minutes_note, name="minutes-note"),
]
