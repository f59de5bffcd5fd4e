"""How the cost of `ci` grows with the catalogue: CPU seconds for 10, 20 and 40 pages, in one run.

Exits 1 where what one judgement costs (one form on one probe in one format) grows by more than
half from the fewest pages to the most: the cost is then not linear in the pages.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from stabcheck.catalogue import pages
from stabcheck.ci import sweep_findings
from stabcheck.proof import prove_claim
from stabcheck.quantity import Page, Quantity
from stabcheck.sweeping.engine import plan, sweep

COUNTS = (10, 20, 40)
MOST_GROWTH = 1.5


def spread(count: int) -> list[Page]:
    """So many pages, evenly over the catalogue, so that each share is as mixed as the whole."""
    every = list(pages().values())
    return [every[k * len(every) // count] for k in range(count)]


def cost(chosen: Sequence[Page]) -> tuple[int, int, float]:
    """How many claims and judgements these pages make, and the CPU seconds they take."""
    start = time.process_time()
    claims = [claim for page in chosen for claim in page.all_claims]
    for claim in claims:
        prove_claim(claim)
    results = list(sweep(plan([p for p in chosen if isinstance(p, Quantity)]), jobs=1))
    for result in results:
        sweep_findings(result)
    return len(claims), len(results), time.process_time() - start


def main() -> int:
    """Print a row for each number of pages; 1 where the cost of a judgement grows."""
    known = len(pages())
    counts = [count for count in COUNTS if count < known] + [known]
    cost(spread(1))  # the first one also loads what the others share
    each = []
    print(f"{'pages':>6} {'claims':>7} {'judgements':>11} {'CPU':>9} {'a page':>8} {'each':>9}")
    for count in counts:
        claims, judgements, seconds = cost(spread(count))
        each.append(seconds / judgements)
        row = f"{count:6} {claims:7} {judgements:11} {seconds:7.1f} s {seconds / count:6.2f} s"
        print(f"{row} {1e3 * each[-1]:6.1f} ms", flush=True)
    growth = each[-1] / each[0]
    verdict = "over" if growth > MOST_GROWTH else "within"
    print(f"a judgement costs {growth:.2f} x as much at the end, {verdict} {MOST_GROWTH:g}")
    return int(growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
