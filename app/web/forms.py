"""The forms of a consumer: what may be in them, and what is said when it is not.

They are sealed by the token of a visit instead of a session's secret: landing pages know no sessions, and a
token belongs to one campaign and one visit. What a form held is kept as it was typed, to be shown again.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from wtforms import BooleanField, Form, StringField, ValidationError
from wtforms.csrf.core import CSRF
from wtforms.validators import Length

from app.rules.age import BadBirthday, is_of_age, read_birthday
from app.rules.age import problem as birthday_problem
from app.rules.campaign import Campaign
from app.rules.phone import BadNumber, Number, problem, read_number
from app.rules.words import Say
from app.web import visit

NUMBER_LETTERS, PIN_LETTERS, DATE_LETTERS = 60, 40, 12


class VisitSeal(CSRF):  # type: ignore[misc]  # WTForms tells no types
    """A form counts when it was sent from a page of ours that was printed for this campaign."""

    def setup_form(self, form: Form) -> Any:
        """The token's field, and the campaign it must be of."""
        self.campaign: Campaign = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        """Nothing: pages are printed with a token of their own."""
        return ""

    def validate_csrf_token(self, form: Form, field: Any) -> None:
        """Raises ValidationError unless the token is of a visit of this campaign and young enough."""
        if visit.of_form(self.campaign) is None:
            raise ValidationError("too old, or not ours")


class VisitForm(Form):  # type: ignore[misc]
    """A form that a visit sends; its field csrf_token is the visit's token."""

    class Meta:
        """Sealed by the visit's token."""

        csrf = True
        csrf_class = VisitSeal
        csrf_field_name = "csrf_token"


def _part() -> StringField:
    """A day, a month or a year as it was typed."""
    return StringField(filters=[lambda typed: (typed or "")[:DATE_LETTERS]])


class JoinForm(VisitForm):
    """A number, two boxes, and a date of birth where the campaign asks for one.

    `read` is the number once it has been understood. `of_age` says whether the date is old enough, and is None where
    there is none to judge; the date itself stays in the fields, which nothing keeps [US-AGE-2].
    """

    born_day, born_month, born_year = _part(), _part(), _part()
    number = StringField(filters=[lambda typed: (typed or "")[:NUMBER_LETTERS]])
    country = StringField(filters=[lambda chosen: (chosen or "")[:2]])
    language = StringField(validators=[Length(max=20)])
    coupon = BooleanField()
    marketing = BooleanField()
    remark = StringField(filters=[lambda typed: (typed or "")[:1]])  # which people neither see nor reach

    def __init__(self, sent: Any, campaign: Campaign, say: Say, today: date) -> None:
        super().__init__(sent, meta={"csrf_context": campaign})
        self.read: Number | None = None
        self.of_age: bool | None = None
        self._campaign, self._say, self._today = campaign, say, today

    def validate_born_day(self, _field: StringField) -> None:
        """Says what is wrong with the date, all three fields together."""
        age, today = self._campaign.age_gate, self._today
        if age is None:
            return
        try:
            born = read_birthday(self.born_day.data, self.born_month.data, self.born_year.data, today)
        except BadBirthday as bad:
            raise ValidationError(birthday_problem(self._say, bad)) from bad
        self.of_age = is_of_age(born, age, today)

    def validate_number(self, field: StringField) -> None:
        """Says what is wrong with the number, and shows a right one."""
        try:
            self.read = read_number(field.data, self._campaign.countries, self.country.data or None)
        except BadNumber as bad:
            raise ValidationError(problem(self._say, bad)) from bad

    def validate_coupon(self, field: BooleanField) -> None:
        """Without the first box there is nothing to text."""
        say = self._say
        if not field.data:
            raise ValidationError(say("Tick this so that we may text you the coupon."))


class WaitForm(VisitForm):
    """A number, and the box of whoever waits; `read` is the number once it has been understood."""

    number = StringField(filters=[lambda typed: (typed or "")[:NUMBER_LETTERS]])
    country = StringField(filters=[lambda chosen: (chosen or "")[:2]])
    language = StringField(validators=[Length(max=20)])
    waiting = BooleanField()

    def __init__(self, sent: Any, campaign: Campaign, say: Say) -> None:
        super().__init__(sent, meta={"csrf_context": campaign})
        self.read: Number | None = None
        self._campaign, self._say = campaign, say

    def validate_number(self, field: StringField) -> None:
        """Says what is wrong with the number, and shows a right one."""
        try:
            self.read = read_number(field.data, self._campaign.countries, self.country.data or None)
        except BadNumber as bad:
            raise ValidationError(problem(self._say, bad)) from bad

    def validate_waiting(self, field: BooleanField) -> None:
        """Without the box there is nobody to call."""
        say = self._say
        if not field.data:
            raise ValidationError(say("Tick this so that we may text you when one is free."))


class PinForm(VisitForm):
    """Six digits, however they were typed or pasted, in the figures of any script."""

    pin = StringField(filters=[lambda typed: _digits((typed or "")[:PIN_LETTERS])])

    def __init__(self, sent: Any, campaign: Campaign) -> None:
        super().__init__(sent, meta={"csrf_context": campaign})


def _digits(typed: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) for letter in typed if letter.isdecimal())
