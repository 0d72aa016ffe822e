"""Proves an exercise: what its checks catch of answers that are nearly right, and what they miss.

The ways to change an answer are in `operators` and `numerical`, the changed answers in `mutants`;
`cells` says what a change can reach, `trials` and `asking` put it to the grader, `proving` does
all of it, `findings` says what came out and `page` shows it.
"""
