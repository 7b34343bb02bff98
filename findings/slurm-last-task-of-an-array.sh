#!/usr/bin/env bash
# Package: Slurm 22.05.8 (Debian 12, slurm-wlm), on one node of its own (tests/cluster/slurm.sh).
# Expected: in a task of a job array, SLURM_JOB_ID is the task's own number: scancel $SLURM_JOB_ID ends this task.
# Happens: one task, the last that starts, bears the number of the array: there it ends all other tasks as well.
# Seen 2026-11-29: task 1 of 0-1 runs scancel $SLURM_JOB_ID: task 0 is cancelled. With scancel ${SLURM_ARRAY_JOB_ID}_1
#   task 0 finishes.
# Met by: anyone whose tasks give up on a diverged point by cancelling themselves: one of them takes the sweep with
#   it.
set -eu
cluster=$(cd "$(dirname "$0")/../tests/cluster" && pwd)/slurm.sh
bash "$cluster" install > /dev/null
work=$(mktemp -d)
trap 'bash "$cluster" stop "$work/slurm" > /dev/null 2>&1; rm -rf "$work"' EXIT
cd "$work"
SLURM_TEST_CORES=2 bash "$cluster" start "$work/slurm" > start.log 2>&1
. "$work/slurm/environment"
sinfo --version
cat > task.sh <<'END'
#!/bin/bash
sleep 2
if [ "$SLURM_ARRAY_TASK_ID" = 1 ]; then
  eval "scancel $NAME"
fi
sleep 10
echo finished
END
# What task 0 wrote after task 1 has cancelled what NAME says.
other_task() {
  NAME=$1 sbatch --quiet --wait --array=0-1 --mem=10 --output="$2-%a.txt" task.sh || true
  grep -c finished "$2-0.txt" || true
}
by_number=$(other_task '$SLURM_JOB_ID' number)
by_index=$(other_task '${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID' index)
echo "task 0 finished: $by_number times beside scancel \$SLURM_JOB_ID, $by_index times beside scancel ARRAY_INDEX"
[ "$by_number" = 0 ] && [ "$by_index" = 1 ] || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
