"""What an instructor runs: from exercises to grades, in this order.

The checks themselves, and what a student's notebook needs to run them, are `course_lib.checks`.

``course new`` and ``course import``: `new.new_exercise`; `importing`, of what others wrote

``course release``: what students get

1. `exercise.Exercise.read`: notebook, checks.py and exercise.toml; do they fit each other?
2. `visible.visible_checks`: the checks that students see, cut out of checks.py.
3. `release.release`: both, without solutions, into exercises/.

``course grade``: what a class handed in

1. `submissions.collect`: the files of a folder or an archive; whose each is, and of which exercise.
2. `batch.Batch`: leaves out what has a result already (`keys`, `regrading`, `store`), has the
   checks pass the instructor's own solution first, and deals the rest to `workers`.
3. `jobs.perform`: one submission, in another process, perhaps on another machine.
4. `course_lib.checks.submitted.read_submitted`: the cells to run, the same for ``course check``;
   locked cells and checks come from the release.
5. `attempts.run_notebook`: runs them in a kernel in a sandbox (`course_lib.kernels`), where what
   the exercise forbids cannot be imported (`forbidding`).
6. `running.Grader`: puts each question to that kernel and judges the answers here, outside of it,
   within bounds (`course_lib.checks.scoring.grade`, `memory.bounded_memory`).
7. `Batch` again: adds `lateness`, keeps the result (`store.ResultStore`) and enters it into
   nbgrader's database (`gradebook.Gradebook`).

Afterwards

- ``course formgrader``: `formgrader.serving`, where a person reads the written answers.
- ``course comments``: `comments`, which are used again in reading.
- ``course report``, ``course export`` and ``course feedback``: `reports`.
- ``course roster``, ``course gradebook`` and ``course requests``: `term`.
"""
