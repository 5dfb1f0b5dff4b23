"""What holds everywhere, and what is done where nothing is known.

EVERYWHERE is part of every place. CAUTIOUS stands in, topic by topic, for a place whose own rules say nothing.
"""

from app.rules.law.form import Jurisdiction, Keep, Rule, Terms, week

DAYTIME = week({"Mon-Sat": "09:00-20:00"}, holidays=False)
OFTEN = 2  # advertising texts in 24 hours; even where the law of a state lets three through
GROWN = 16  # the highest age that GDPR art. 8 names

EVERYWHERE = Jurisdiction(
    "ALL",
    "everywhere",
    (
        Rule("CAP-1", "Nobody gets more texts than the page announced.", "D"),
        Rule("CAP-2", "What waited for the morning is judged anew before it leaves.", "D"),
        Rule("CAP-DAY", "Nobody gets more than two advertising texts in 24 hours.", "U", "", Terms(a_day=OFTEN)),
        Rule("PREF-1", "Preferences open by a link, without a sign-in, and count at once.", "2, L", "O1 E1"),
        Rule("PREF-2", "The link to preferences shows no whole number and lets nobody sign up another.", "D"),
        Rule("MSG-WA-1", "WhatsApp asks for an opt-in that names the business before it writes first.", "L", "M1"),
        Rule("MSG-WA-2", "A day after a person's last message only approved templates reach them.", "2", "M2"),
        Rule("MSG-WA-3", "Who switches a firm's marketing off in the app has withdrawn.", "2", "M3"),
        Rule("MSG-ALL-1", "Who left one channel is not followed to another.", "D"),
        Rule("ALL-IDENTITY", "Each text names the brand that sends it.", "D", "", Terms(identity=frozenset({"brand"}))),
        Rule(
            "ALL-KEEP",
            "The proof of a consent is kept for five years after it ended.",
            "U",
            "",
            Terms(keep=(Keep("proof", 60),)),
        ),
    ),
    within=(),
)

CAUTIOUS = (
    Rule("CAUTIOUS-OPTIN", "A number proves itself before its coupon goes out.", "U", "", Terms(opt_in="double")),
    Rule(
        "CAUTIOUS-HOURS",
        "No advertising from 20:00 to 09:00, on Sundays and on national holidays.",
        "U",
        "",
        Terms(hours=DAYTIME),
    ),
    Rule("CAUTIOUS-AGE", "A child's own consent counts from 16.", "U", "", Terms(age=GROWN)),
    Rule("CAUTIOUS-CUSTOMERS", "Customers are asked like everybody else.", "U", "", Terms(soft_opt_in=False)),
    Rule("CAUTIOUS-KEYWORD", "After a texted keyword a YES must follow.", "U", "", Terms(keyword_joins=False)),
)
