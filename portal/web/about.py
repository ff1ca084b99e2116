"""Feedback on accessibility: a right under DOS-lagen and the Norwegian regulation, open to everyone."""

from django import forms
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web.brand import Brand
from portal.web.forms import Form


class FeedbackForm(Form):
    """What was hard to use. The address for an answer is the person's own choice."""

    page = forms.CharField(
        label=gettext_lazy("Which page is it about?"),
        help_text=gettext_lazy("Paste its address or describe where you were."),
        required=False,
        max_length=300,
    )
    message = forms.CharField(
        label=gettext_lazy("What was hard to use?"), widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Only if you want an answer."),
        required=False,
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # only programs fill it in

    def mail_to(self, brand: Brand) -> None:
        """Send the message to the office of the cooperation; what a program filled in is dropped."""
        data = self.cleaned_data
        if data["website"]:
            return
        body = "\n\n".join(part for part in (data["page"], data["message"], data["email"]) if part)
        EmailMessage(
            subject=_("Accessibility feedback: %(name)s") % {"name": brand.name},
            body=body,
            to=[brand.office],
            reply_to=[data["email"]] if data["email"] else None,
        ).send()
