"""The addresses of the specification, its requirements and the agreement group, inside a procurement."""

from django.urls import path

from procurements.views import agreement_groups as groups
from procurements.views.requirements import approving, changing, files, page, reuse, whole

urlpatterns = [
    path("<int:pk>/specification/", whole.specification, name="specification"),
    path("<int:pk>/specification/pdf/", whole.specification_pdf, name="specification-pdf"),
    path("<int:pk>/specification/sheet/", whole.specification_sheet, name="specification-sheet"),
    path("<int:pk>/specification/compare/", approving.specification_compare, name="specification-compare"),
    path("<int:pk>/specification/put-forward/", approving.specification_put_forward, name="specification-put-forward"),
    path("<int:pk>/specification/answer/", approving.specification_answer, name="specification-answer"),
    path("<int:pk>/specification/decide/", approving.specification_decide, name="specification-decide"),
    path("<int:pk>/specification/open-again/", approving.specification_open_again, name="specification-open-again"),
    path("<int:pk>/specification/section/", changing.section_place, name="section-place"),
    path("<int:pk>/requirements/new/", changing.requirement_new, name="requirement-new"),
    path("<int:pk>/requirements/reuse/", reuse.requirement_reuse, name="requirement-reuse"),
    path("<int:pk>/requirements/reuse/<int:source>/", reuse.requirement_reuse_from, name="requirement-reuse-from"),
    path("<int:pk>/requirements/import/", files.requirement_import, name="requirement-import"),
    path("<int:pk>/requirements/import/template/", files.requirement_template, name="requirement-template"),
    path("<int:pk>/requirements/import/<int:file>/", files.requirement_file, name="requirement-file"),
    path(
        "<int:pk>/requirements/import/<int:file>/discard/",
        files.requirement_file_discard,
        name="requirement-file-discard",
    ),
    path("<int:pk>/requirements/<int:number>/", page.requirement, name="requirement"),
    path("<int:pk>/requirements/<int:number>/edit/", changing.requirement_edit, name="requirement-edit"),
    path("<int:pk>/requirements/<int:number>/decline/", changing.requirement_decline, name="requirement-decline"),
    path("<int:pk>/requirements/<int:number>/place/", changing.requirement_place, name="requirement-place"),
    path("<int:pk>/requirements/<int:number>/comment/", page.requirement_comment, name="requirement-comment"),
    path(
        "<int:pk>/requirements/<int:number>/comments/<int:comment>/resolve/",
        page.requirement_resolve,
        name="requirement-resolve",
    ),
    path("<int:pk>/requirements/<int:number>/<slug:step>/", changing.requirement_step, name="requirement-step"),
    path("<int:pk>/group/", groups.agreement_group, name="agreement-group"),
    path("<int:pk>/group/appoint/", groups.expert_appoint, name="expert-appoint"),
    path("<int:pk>/group/invite/", groups.expert_invite, name="expert-invite"),
    path("<int:pk>/group/choose/", groups.agreement_group_choose, name="agreement-group-choose"),
    path("<int:pk>/group/seats/<int:seat>/chair/", groups.expert_chair, name="expert-chair"),
    path("<int:pk>/group/seats/<int:seat>/end/", groups.expert_end, name="expert-end"),
]
