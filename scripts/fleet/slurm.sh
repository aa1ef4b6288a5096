#!/bin/bash
# A job array of Slurm: some generations of the plan a job, each alone on its node. Submit from the repository's root after mvn package, with the plan
# as arguments, the same for every part; further nodes with sbatch --array=1-N:
#   sbatch scripts/fleet/slurm.sh --full --seed 1 --generations 8
# When all have ended (squeue is empty):
#   scripts/merge.sh --out results/fleet results/part-*/
#SBATCH --job-name=afterglow
#SBATCH --array=1-4
#SBATCH --exclusive
#SBATCH --output=results/part-%a.log
exec scripts/compare.sh "$@" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --out "results/part-$SLURM_ARRAY_TASK_ID"
