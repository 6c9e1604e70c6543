"""A soak's findings in words."""

from collections.abc import Iterator, Sequence

from tests.faults.soak.running import Findings

_MOST_TOLD = 30


def told(findings: Findings) -> str:
    return "\n".join(_lines(findings))


def _lines(found: Findings) -> Iterator[str]:
    plan = found.plan
    yield f"Soak: seed {plan.seed}, {plan.seconds:.0f} s of faults, {plan.workers} workers"
    yield "Injected:"
    yield from (f"  {count:5}  {name}" for name, count in found.injected.most_common())
    refused = ", ".join(f"{count} × {why}" for why, count in found.refused.most_common())
    yield f"  refused: {refused or 'nothing'}"
    jobs = ", ".join(f"{count} {status}" for status, count in found.jobs.most_common())
    yield f"Jobs: {jobs}; {found.attempts} attempts, {found.items:,} items"
    yield f"  most at a time: {found.most_running}"
    yield f"  all had ended {found.settled_in:.1f} s after the last fault"
    yield "Longest seen, in seconds that count:"
    yield from (f"  {age:5.1f}  {kind}" for kind, age in found.oldest.most_common())
    yield "Recovered, in seconds:           n    p50    p95    max"
    for kind, seconds in sorted(found.recoveries.items()):
        p50, p95 = _quantile(seconds, 0.5), _quantile(seconds, 0.95)
        yield f"  {kind:28} {len(seconds):4} {p50:6.1f} {p95:6.1f} {max(seconds):6.1f}"
    yield f"Complaints: {len(found.complaints) or 'none'}"
    yield from (f"  {complaint}" for complaint in found.complaints[:_MOST_TOLD])


def _quantile(seconds: Sequence[float], share: float) -> float:
    return sorted(seconds)[min(int(share * len(seconds)), len(seconds) - 1)]
