"""The page of a proof, complete in itself."""

from __future__ import annotations

from typing import Any

from course_lib.grading.proof.findings import Proof, TriedAnswer, TriedMutant
from course_lib.grading.reports.pages import render

__all__ = ["proof_page"]


def proof_page(proof: Proof) -> str:
    """Return the page of a proof: no file, font or script from anywhere.

    Parameters
    ----------
    proof : Proof
        What `course_lib.grading.proof.proving.prove` gives.

    Returns
    -------
    str
        An HTML document.

    Examples
    --------
    >>> page = proof_page(Proof("04-shares", "Shares", "04-shares.ipynb", (), ()))
    >>> "Shares: proof" in page
    True
    """
    return render(
        "proof.html",
        proof=proof,
        counts=proof.counts,
        killed=f"{100 * proof.killed:.0f}",
        cases=[
            {"question": question, "name": name, "caught": caught, "alone": alone}
            for (question, name), (caught, alone) in proof.cases.items()
        ],
        answers=[_answer(one) for one in proof.answers],
        survivors=[_mutant(one) for one in proof.survivors],
        equivalent=[_mutant(one) for one in proof.mutants if one.state == "equivalent"],
        killed_ones=[_mutant(one) for one in proof.mutants if one.state == "killed"],
    )


def _answer(tried: TriedAnswer) -> dict[str, Any]:
    first = tried.outcomes[0]
    return {
        "kind": tried.kind,
        "name": tried.answer.name,
        "scores": [
            (name, score, first.points[name])
            for name, score in first.scores.items()
            if tried.kind != "wrong" or score < first.points[name]
        ],
        "failed": list(first.failed),
        "seeds": len(tried.outcomes),
        "varying": list(tried.varying),
    }


def _mutant(tried: TriedMutant) -> dict[str, Any]:
    mutant, outcome = tried.mutant, tried.outcome
    return {
        "place": f"{mutant.cell}, line {mutant.line}",
        "operator": mutant.operator,
        "before": mutant.before,
        "after": mutant.after,
        "reason": tried.reason,
        "failed": [] if outcome is None else list(outcome.failed),
    }
