#!/usr/bin/env bash
# The whole measurement on a machine with a GPU, in less than eight minutes:
#   PYTHON=.venv/bin/python scripts/gpu_check.sh [folder for the results]
# PYTHON needs the packages of '.[demo,export]', with onnxruntime-gpu in place of onnxruntime and a
# torch that was built for CUDA. Without a GPU it is a rehearsal: a small network, on the CPU.
# Graphs stay in the folder: a run that was interrupted goes on with those it has exported.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-.venv/bin/python}
OUT=${1:-gpu_check_out}
SECONDS=0
mkdir -p "$OUT"
say() { printf '== %s (%s s)\n' "$*" "$SECONDS" | tee -a "$OUT/log.txt"; }
vl4ad() { "$PYTHON" scripts/vl4ad "$@"; }

if command -v nvidia-smi > /dev/null && nvidia-smi > /dev/null 2>&1; then
  KIND=gpu
  nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv | tee "$OUT/gpu.txt"
  PROVIDER=cuda
  WAYS=plain,eager,compiled,fp32,fp16
  NETWORKS="--network fcclip_convnext_large@1024x2048 --network street_lite0@360x640"
  ROUNDS=20 SOAK=${SOAK:-300}
else
  KIND=rehearsal
  echo 'no GPU: not measured' | tee "$OUT/gpu.txt"
  PROVIDER=cpu
  WAYS=plain,eager,fp32
  NETWORKS="--network demo@96x160"
  ROUNDS=2 SOAK=${SOAK:-5}
fi

say "$KIND: what is installed"
"$PYTHON" - "$PROVIDER" << 'CHECK'
import sys

import onnxruntime
import torch

providers = onnxruntime.get_available_providers()
print(f'onnxruntime {onnxruntime.__version__} {providers}, torch {torch.__version__}')
if sys.argv[1] == 'cuda' and not ('CUDAExecutionProvider' in providers and torch.cuda.is_available()):
    sys.exit('error: install onnxruntime-gpu, and a torch that was built for CUDA')
CHECK

say 'the shipped bundle'
vl4ad bench soak --bundle demo --provider "$PROVIDER" --seconds 5 | tee "$OUT/soak_start.txt"

say 'speed, memory, and whether fp16 and torch say what fp32 says (column: score differs)'
# shellcheck disable=SC2086  # several options
vl4ad bench $NETWORKS --ways "$WAYS" --provider "$PROVIDER" --rounds "$ROUNDS" \
  --graphs "$OUT/graphs" --out "$OUT"

say 'is half precision right?'
"$PYTHON" - "$OUT/bench.json" << 'CHECK'
import json
import sys

suites = json.load(open(sys.argv[1]))['suites']
worst = 0.0
for suite in suites:
    for reason in suite['left_out']:
        print('left out:', reason)
    for case in suite['cases']:
        if case['way'] in ('eager', 'compiled', 'fp32', 'fp16'):
            if case['score_differs'] is None:
                sys.exit(f"error: {suite['name']} has the same score everywhere, which proves nothing")
            worst = max(worst, case['score_differs'])
            print(f"{suite['name']}, {case['way']}: {case['score_differs']:.2%} of the spread")
sys.exit(f'error: scores differ by {worst:.1%} of their spread' if worst > 0.05 else 0)
CHECK

say 'uploads beside computing: two images at a time'
vl4ad bench soak --bundle demo --provider "$PROVIDER" --seconds 5 --in-flight 2 | tee "$OUT/two.txt"

REST=$((SOAK < 460 - SECONDS ? SOAK : 460 - SECONDS))
REST=$((REST > 5 ? REST : 5))
say "soak, $REST s"
vl4ad bench soak --bundle demo --provider "$PROVIDER" --seconds "$REST" | tee "$OUT/soak.txt"
if [ "$PROVIDER" = cuda ] && "$PYTHON" -c 'import tensorrt' 2> /dev/null; then
  say 'TensorRT, its engine built first'
  timeout 300 "$PYTHON" scripts/vl4ad bench soak --bundle demo --provider tensorrt --seconds 10 |
    tee "$OUT/tensorrt.txt" || echo 'TensorRT did not run: not measured' | tee "$OUT/tensorrt.txt"
fi
say "done: $OUT/bench.md"
