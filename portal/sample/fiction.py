"""What the sample invents of suppliers and regional frameworks. No real company is given a deed."""

from datetime import date
from decimal import Decimal
from typing import Any

from agreements import services as agreements
from agreements.data import AgreementData, BuyerData, LotData, LotSupplierData, OptionData
from agreements.models import Agreement, ExtensionOption
from agreements.models.documents import DocumentKind
from agreements.services.partnerships import name_partnership
from agreements.states import AgreementKind, AgreementLevel, OptionState
from agreements.states.follow_up import DialogueLevel
from portal.accounts.models import User
from portal.files.services import store_content
from portal.law.periods import add_months, last_day_of_period, last_day_with_options
from portal.law.visibility import Visibility
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.services.cooperations import touch_register
from portal.reference.models import County, Municipality
from portal.sample import tables
from portal.workflow import audit
from suppliers.models import Subscription, Supplier, SupplierUser

NOTE = {"SE": "Påhittat exempel", "NO": "Oppdiktet eksempel"}
GUIDE = {
    "SE": ("Så avropar du", "Detta är ett påhittat exempel.\n\n"),
    "NO": ("Slik gjør du avrop", "Dette er et oppdiktet eksempel.\n\n"),
}
CONTRACTS_OUTLIVE_IT = 12  # months that a contract may run after the last possible day to call off
#: Months between a partnership's meetings at each level.
CADENCE = {DialogueLevel.STRATEGIC: 12, DialogueLevel.TACTICAL: 3, DialogueLevel.OPERATIONAL: 1}


class Fiction:
    """The invented part of one cooperation's sample."""

    def __init__(self, key: str, cooperation: Cooperation, officer: User, today: date) -> None:
        self.told = tables.document("fiction")[key]
        self.cooperation = cooperation
        self.officer = officer
        self.country = cooperation.jurisdiction
        self.first = today.replace(day=1)
        self.members = list(Organisation.objects.members_of(cooperation, today))
        self.suppliers: list[Supplier] = []

    def load(self) -> None:
        """Invent the suppliers and agreements."""
        self.suppliers = [self._supplier(*row) for row in self.told["suppliers"]]
        for row in self.told["frameworks"]:
            self._framework(row)
        for row in self.told["drafts"]:
            data = AgreementData(
                cooperation_id=self.cooperation.pk,
                owner_id=self.cooperation.host_id,
                responsible_id=self.officer.pk,
                title=row["title"],
                number=row["number"],
                cpvs=tuple(row["cpv"]),
                source=NOTE[self.country],
                is_sample=True,
            )
            agreements.register(by=self.officer, data=data)

    def let_supply(self, user: User, place: int, branches: tuple[str, ...]) -> None:
        """Give the supplier at a place of the table a user, and the branches it calls its own."""
        supplier = self.suppliers[place]
        SupplierUser.objects.create(supplier=supplier, user=user, valid_from=date(2024, 1, 1))
        county = County.objects.filter(country=self.country, code="01").first()
        for code in branches:
            Subscription.objects.create(supplier=supplier, cpv_id=code, county=county)
        audit.record("supplier.user_added", supplier, by=self.officer, changes={"user": (None, user.name)})

    def _supplier(self, name: str, size: str, municipality: str) -> Supplier:
        supplier = Supplier.objects.create(
            name=name,
            country=self.country,
            size=size,
            municipality=Municipality.objects.get(country=self.country, code=municipality),
            email="info@samkop.example",
            source=NOTE[self.country],
            is_sample=True,
        )
        audit.record("supplier.registered", supplier, by=self.officer, reason=NOTE[self.country])
        return supplier

    def _framework(self, row: dict[str, Any]) -> None:
        kind = row.get("kind", AgreementKind.FRAMEWORK)
        starts_on = add_months(self.first, row["starts"])
        ends_on = last_day_of_period(starts_on, row["months"])
        last_possible = last_day_of_period(starts_on, row["months"] + sum(row["options"]))
        data = AgreementData(
            cooperation_id=self.cooperation.pk,
            owner_id=self.cooperation.host_id,
            responsible_id=self.officer.pk,
            kind=kind,
            level=AgreementLevel.REGIONAL,
            number=row["number"],
            title=row["title"],
            call_off_text=row["call_off"],
            announced_on=add_months(starts_on, -6),
            starts_on=starts_on,
            ends_on=ends_on,
            latest_contract_end_on=(
                last_day_with_options(starts_on, last_possible, CONTRACTS_OUTLIVE_IT)
                if kind == AgreementKind.FRAMEWORK
                else None
            ),
            estimated_value=Decimal(row["estimated"]),
            maximum_value=Decimal(row["maximum"]) if row["maximum"] else None,
            source=NOTE[self.country],
            is_sample=True,
            cpvs=tuple(row["cpv"]),
            lots=tuple(self._lot(*lot) for lot in row["lots"]),
            buyers=tuple(BuyerData(member.pk, is_binding=row["binding"]) for member in self.members),
            options=self._options(starts_on, row),
        )
        agreement = agreements.register(by=self.officer, data=data)
        if kind == AgreementKind.PARTNERSHIP:
            name_partnership(
                by=self.officer, agreement_id=agreement.pk, version=0, manager=self.officer, cadence=CADENCE
            )
        agreement = agreements.publish(by=self.officer, agreement_id=agreement.pk, version=agreement.version)
        self._use_options(agreement, row.get("used", 0))
        self._attach_guide(agreement)

    def _options(self, starts_on: date, row: dict[str, Any]) -> tuple[OptionData, ...]:
        """The options, each with notice six months before the day that it extends."""
        run, options = row["months"], []
        for months in row["options"]:
            options.append(OptionData(months, add_months(last_day_of_period(starts_on, run), -6)))
            run += months
        return tuple(options)

    def _lot(self, number: str, title: str, method: str, who: list[Any], conditions: str = "") -> LotData:
        if method == "shares":
            suppliers = tuple(LotSupplierData(self.suppliers[place].pk, share=Decimal(share)) for place, share in who)
        else:
            suppliers = tuple(
                LotSupplierData(self.suppliers[place].pk, rank=rank if method == "ranking" else None)
                for rank, place in enumerate(who, start=1)
            )
        return LotData(number=number, title=title, call_off_method=method, conditions=conditions, suppliers=suppliers)

    def _use_options(self, agreement: Agreement, used: int) -> None:
        """Say of the first options that they were used: deciding on an option is not part of this portal yet."""
        options = list(ExtensionOption.objects.filter(agreement=agreement).order_by("position")[:used])
        if not options:
            return
        for option in options:
            option.state = OptionState.USED
            option.save(update_fields=["state"])
        before = agreement.last_day
        agreement.last_day = last_day_with_options(
            agreement.starts_on, agreement.ends_on, sum(option.months for option in options)
        )
        agreement.save(update_fields=["last_day"])
        audit.record(
            "agreement.extended", agreement, by=self.officer, changes={"last_day": (before, agreement.last_day)}
        )
        touch_register(self.cooperation.pk)

    def _attach_guide(self, agreement: Agreement) -> None:
        title, opening = GUIDE[self.country]
        text = f"{agreement.title}\n\n{opening}{agreement.call_off_text}\n"
        file = store_content(
            by=self.officer,
            name=f"{title}.txt",
            content=text.encode(),
            content_type="text/plain",
        )
        agreements.attach_document(
            by=self.officer,
            agreement=agreement,
            file=file,
            title=title,
            kind=DocumentKind.GUIDE,
            visibility=Visibility.PUBLIC,
        )
