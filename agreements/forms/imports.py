"""The forms of an import: handing in files, matching their columns, and agreeing to what was found."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import rules
from agreements.imports.layouts import LAYOUTS, FileRole
from agreements.models import Import, ImportFile
from portal.accounts.actor import actor_of
from portal.files.sheets.uploads import ACCEPTED, within_limit
from portal.organisations.models import Cooperation
from portal.web.forms import Form


class HandInForm(Form):
    """A register: in which cooperation, in which layout, and its files."""

    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(), label=gettext_lazy("Cooperation"), empty_label=None
    )
    layout = forms.ChoiceField(
        label=gettext_lazy("Layout"),
        choices=[(layout.name, layout.label) for layout in LAYOUTS.values()],
        widget=forms.RadioSelect,
        initial=next(iter(LAYOUTS)),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Excel workbook (.xlsx) or CSV, which may be packed (.csv.gz); 20 MB at most."),
        validators=[within_limit],
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    second = forms.FileField(
        label=gettext_lazy("Second file"),
        help_text=gettext_lazy("Only for the statistics: their awards, which name the suppliers."),
        required=False,
        validators=[within_limit],
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = actor_of(self.user)
        own = Cooperation.objects.all() if actor.is_administrator else Cooperation.objects.filter(pk__in=actor.office)
        self.fields["cooperation"].queryset = own

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        layout = LAYOUTS.get(said.get("layout", ""))
        if layout is None:
            return said
        uploads = [upload for upload in (said.get("file"), said.get("second")) if upload]
        if len(uploads) > len(layout.files):
            self.add_error("second", _("This layout has one file only."))
        said["layout"] = layout
        said["files"] = {role.name: upload for role, upload in zip(layout.files, uploads, strict=False)}
        return said


class ColumnsForm(Form):
    """For each column of a file the field that it holds."""

    def __init__(self, *args: Any, file: ImportFile, role: FileRole, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header = file.header
        choices = [("", _("(not imported)")), *((field.name, field.label) for field in role.fields)]
        for index, name in enumerate(file.header):
            if name:
                self.fields[f"column_{index}"] = forms.ChoiceField(
                    label=name, choices=choices, required=False, initial=file.columns[index]
                )

    def columns(self) -> list[str]:
        """The field of each column, '' for none."""
        return [self.cleaned_data.get(f"column_{index}", "") for index in range(len(self.header))]


class ConfirmForm(Form):
    """The ticks below what was found. ``digest`` is that of the check that the person saw."""

    digest = forms.CharField(widget=forms.HiddenInput)
    accepting = forms.BooleanField(label=gettext_lazy("I have looked at the warnings and accept them"), required=False)
    publishing = forms.BooleanField(
        label=gettext_lazy("Publish at once those that keep the law's rules"),
        help_text=gettext_lazy("The others come in as drafts, and their pages say what is missing."),
        required=False,
    )

    def __init__(self, *args: Any, imported: Import, **kwargs: Any) -> None:
        super().__init__(*args, initial={"digest": imported.digest}, **kwargs)
        if not imported.summary.get("warnings"):
            del self.fields["accepting"]
        may_publish = rules.may_publish_in(actor_of(self.user), imported.cooperation_id)
        if not (may_publish and imported.summary.get("publishable")):
            del self.fields["publishing"]
