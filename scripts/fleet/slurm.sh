#!/bin/bash
# A job array of Slurm: one part of the plan on each node, then, when all have ended:
#   scripts/merge.sh --out results/fleet results/part-*
# Submit from the repository's root, after mvn package:
#   sbatch scripts/fleet/slurm.sh
#SBATCH --job-name=afterglow
#SBATCH --array=1-4
#SBATCH --exclusive
#SBATCH --output=results/part-%a.log
exec scripts/compare.sh --full --seed 1 --rounds 8 --shard "$SLURM_ARRAY_TASK_ID/4" --out "results/part-$SLURM_ARRAY_TASK_ID"
