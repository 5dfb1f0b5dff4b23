"""What CTIA and the carriers of the United States ask, for short codes, long codes and toll-free numbers alike.

Newest editions: CTIA Short Code Monitoring Handbook 1.9 of 2 August 2023 [S1], Messaging Principles of May 2023 [S3].
Carriers' partners restate them, hence mostly grade 2.
"""

from datetime import date

from app.rules.law.form import KINDS, Keep, Kind, Record, Rule, Sender, Terms
from app.rules.words import mark

RATES = mark("Msg & data rates may apply.")
STOPS = ("QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE")
BRAND: frozenset[Kind] = frozenset({"long_code"})

INVITATION = (
    Rule("US-CTIA-CTA-1", "The invitation names the brand that will text.", "2", "S4 S6"),
    Rule("US-CTIA-CTA-2", "The invitation says what the texts are about.", "2", "S4 S11"),
    Rule("US-CTIA-CTA-3", "The invitation says how often, or that texts recur.", "2", "S4 S11"),
    Rule("US-CTIA-CTA-4", "The invitation carries the notice of costs.", "2", "S4 S10", Terms(rates=RATES)),
    Rule("US-CTIA-CTA-5", "The invitation explains STOP and HELP, itself or in the terms that it links.", "2", "S4 S7"),
    Rule("US-CTIA-CTA-6", "The invitation links terms and privacy policy.", "2", "S5 S7 S17"),
    Rule("US-CTIA-CTA-7", "Print that invites shows the whole address of terms or policy.", "2", "S7"),
    Rule("US-CTIA-CTA-8", "All that the invitation says stands by the number, before the button.", "2", "S10"),
    Rule("US-CTIA-WEB-1", "The box for texts starts empty.", "2", "S8 S9"),
    Rule("US-CTIA-WEB-2", "A required number needs a box of its own for texts.", "2", "S8 S9"),
    Rule("US-CTIA-WEB-3", "The box for texts stands for nothing else.", "2", "S6 S9"),
    Rule("US-CTIA-WEB-4", "No service and no purchase depends on the box for texts.", "2", "S8"),
    Rule("US-CTIA-WEB-5", "A typed number alone is no consent.", "L, 2", "S2"),
    Rule("US-CTIA-TERMS-1", "The terms hold eight things, from the programme's name to what carriers owe.", "2", "S5"),
    Rule("US-CTIA-PRIV-1", "Consent and number go to nobody for their own marketing.", "2", "S5 S9"),
    Rule("US-CTIA-OPT-1", "One opt-in is for one programme, and is not traded.", "2", "S3"),
)

TEXTS = (
    Rule("US-CTIA-CONF-1", "Each opt-in is confirmed by a text.", "2", "S2"),
    Rule("US-CTIA-CONF-2", "The confirmation has programme, frequency, costs, HELP and STOP.", "2", "S4 S6"),
    Rule("US-CTIA-CONF-3", "None of these five is dropped from the confirmation to save a part.", "D"),
    Rule("US-CTIA-STOP-1", "The answer to STOP names the programme and says that no more follows.", "2, L", "S6 L1"),
    Rule("US-CTIA-STOP-2", "Each STOP gets one answer.", "L", "L1"),
    Rule("US-CTIA-HELP-1", "The answer to HELP has the brand and a contact.", "2", "S4 S6"),
    Rule("US-CTIA-MSG-1", "Advertising names its sender and says how it ends.", "2", "S3"),
    Rule("US-CTIA-URL-1", "Links use the brand's own domain, no public shortener.", "2", "S21", warns=True),
    Rule("US-CTIA-SINGLE-1", "Who asks for one text gets one.", "2", "S4 S5"),
    Rule(
        "US-CTIA-DOI-1",
        "A form on the web should prove the handset; a single opt-in is enough at standard rates.",
        "2",
        "S18",
        Terms(opt_in="single"),
        warns=True,
    ),
    Rule("US-CTIA-DOI-2", "What is billed to the phone needs a double opt-in.", "2", "S18"),
    Rule("US-CTIA-DOI-3", "What follows a YES is a whole confirmation too.", "2", "S11"),
    Rule("US-CTIA-OTP-1", "A pin needs notice too, and sells nothing.", "2", "S17"),
    Rule("US-KW-1", "STOP, END, CANCEL, UNSUBSCRIBE and QUIT end texts.", "2", "S5 S15"),
    Rule("US-KW-2", "REVOKE and OPT OUT end texts too, by law.", "L", "L1 L3", Terms(stop=STOPS)),
    Rule(
        "US-KW-3",
        "STOPALL, OPTOUT, REMOVE, TD and ARRET end texts too; no campaign takes one as its word.",
        "V",
        "S13 S14",
    ),
    Rule("US-KW-4", "Any clear wording ends texts, by any way.", "L, 2", "L1 L6"),
    Rule("US-KW-5", "A word inside a sentence counts.", "2", "S1 S12"),
    Rule("US-KW-6", "HELP and INFO are answered.", "2, V", "S4 S22"),
    Rule("US-KW-7", "START and UNSTOP bring texts back; YES only answers a question.", "V, D", "S22"),
    Rule("US-KW-8", "Answers to STOP and HELP wait for nothing.", "D", "L1"),
)

SENDERS = (
    Rule(
        "US-AGE-1", "Alcohol, firearms and tobacco need a gate; sex, hate and cannabis are refused.", "2", "S1 S16 S19"
    ),
    Rule("US-AGE-2", "The gate for alcohol, firearms and tobacco asks for a date of birth.", "2", "S6 S16"),
    Rule("US-AGE-3", "What is offered is lawful in all fifty states.", "2", "S12 S19", warns=True),
    Rule(
        "US-10DLC-1",
        "Long codes send for a registered brand and campaign.",
        "2",
        "S11",
        Terms(sender=Sender(records=(Record("tcr_brand_id", BRAND), Record("tcr_campaign_id", BRAND)))),
    ),
    Rule(
        "US-TF-1",
        "Toll-free numbers are verified; the network itself answers their STOP.",
        "2",
        "S13 S19",
        Terms(sender=Sender(records=(Record("toll_free_verification", frozenset({"toll_free"})),))),
    ),
    Rule(
        "US-TF-REGISTRATION",
        "The verification of a toll-free number names the number of the business's registration.",
        "2",
        "S19",
        since=date(2026, 2, 17),
    ),
    Rule(
        "US-SHORT-CODE",
        "Short codes are registered.",
        "V",
        "O11",
        Terms(sender=Sender(records=(Record("short_code_registration", frozenset({"short_code"})),))),
    ),
    Rule(
        "US-SND-1",
        "Alphanumeric senders do not get through.",
        "V",
        "S20",
        Terms(sender=Sender(kinds=KINDS - {"alphanumeric"})),
    ),
    Rule("US-REASSIGN-1", "A number that changed hands has no consent left.", "2", "L22", warns=True),
    Rule(
        "US-INACT-1",
        "After a year and a half of silence a consent pauses until it is given anew.",
        "U",
        "",
        Terms(keep=(Keep("silent", 18),)),
        warns=True,
    ),
)

CARRIERS = (*INVITATION, *TEXTS, *SENDERS)
