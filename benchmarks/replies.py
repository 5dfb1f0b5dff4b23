"""What it costs to read a reply: µs for usual texts, and ratios to folding the same text, where reading begins.

The goal is 50 µs for a usual text. `python -m benchmarks.replies`
"""

from __future__ import annotations

from time import process_time
from timeit import repeat

from app.rules.keyword import meaning
from app.rules.spelling import words

TEXTS = (
    "STOP",
    "please stop texting me",
    "ok thanks",
    "Bitte keine SMS mehr",
    "стоп, пожалуйста",
    "When does the offer end?",
    "I am driving and will reply later",
    "I cannot get my device to stop, can you help?",
    "Ciao, volevo sapere se il gelato al pistacchio è disponibile anche domenica, grazie mille",
)
RUNS, ROUNDS = 500, 15


def main() -> None:
    """Prints the table; the best of the rounds counts."""
    print(f"{'µs':>6}{'ratio':>7}   text")
    for text in TEXTS:
        ours = min(repeat(lambda text=text: meaning(text, asked=False), timer=process_time, number=RUNS, repeat=ROUNDS))
        anchor = min(repeat(lambda text=text: words(text), timer=process_time, number=RUNS, repeat=ROUNDS))
        print(f"{ours / RUNS * 1e6:6.1f}{ours / anchor:6.1f}×   {text}")


if __name__ == "__main__":
    main()
