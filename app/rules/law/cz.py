"""Czechia: § 7 of Act 480/2004, which wants advertising labelled."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Rule, Terms
from app.rules.words import mark

CZECHIA = Jurisdiction(
    "CZ",
    "Czechia",
    (
        eu.proof("CZ"),
        Rule("CZ-1", "Advertising is labelled, a greeting or a request for consent too.", "L, 2", "E25"),
        Rule("CZ-LABEL", "The label is the short form that we write.", "U", "E25", Terms(label=("Obchodni sdeleni",))),
        eu.age("CZ", 15),
    ),
    within=("EU",),
    number=mark("A Czech number"),
    adjective=mark("Czech"),
)
