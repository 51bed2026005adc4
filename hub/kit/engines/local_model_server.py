"""Child program: an OpenAI-compatible server over one GGUF. Its order comes as JSON on stdin.

Run by path and isolated (`python -I`), so it may import nothing of the hub.
"""

import ctypes
import json
import os
import signal
import sys
from typing import Any

_PR_SET_PDEATHSIG = 1


def _give_up_privileges(order: dict[str, Any]) -> None:
    if order["uid"] is not None:
        os.setgroups([])
        os.setgid(order["gid"])
        os.setuid(order["uid"])
    if sys.platform == "linux":
        # A change of account clears the wish to die with the parent, made before exec.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != order["parent"]:
            sys.exit("the supervisor is gone")


def _serve(order: dict[str, Any]) -> None:
    import xllamacpp  # noqa: PLC0415 - loaded with the privileges that reach the environment

    # Opened by number: the account that reads it may be unable to walk to its folder.
    model = os.open(order["model"], os.O_RDONLY)
    _give_up_privileges(order)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = f"/dev/fd/{model}"
    parameters.model_alias = {order["alias"]}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = order["port"]
    parameters.api_keys = [order["key"]]
    parameters.n_ctx = 8192
    parameters.n_parallel = 4
    parameters.ui = False
    # ggml's barrier spins: a second thread collapses as soon as anything else wants the processor.
    for threads in (parameters.cpuparams, parameters.cpuparams_batch):
        threads.n_threads = 1
        threads.poll = 0
    server = xllamacpp.Server(parameters)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    del server
    os._exit(0)  # the library's threads do not end by themselves


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    _serve(json.load(sys.stdin))
