"""Starting the peers: the same flags for every Python server, one worker each."""

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from bench import upstream, wire
from bench.peers import mcp_sdk
from bench.processes import LOOPBACK, OUT, ROOT, BenchError, Child, free_port

PEERS: Final = ROOT / ".cache" / "bench-peers"
LOCK: Final = ROOT / "requirements" / "bench-peers.txt"
MASTER_KEY: Final = "sk-bench-master"
UVICORN: Final = ("--loop", "uvloop", "--http", "httptools", "--no-access-log")

_LITELLM_CONFIG: Final = """\
model_list:
  - model_name: {model}
    litellm_params:
      model: openai/{model}
      api_base: http://127.0.0.1:{port}/v1
      api_key: sk-upstream
general_settings:
  master_key: {key}
"""
# What its documentation advises for production, and no look-up of prices on the network.
_LITELLM_ENV: Final = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_LOG": "ERROR",
}


async def start_upstream() -> tuple[Child, int]:
    port = free_port()
    argv = [sys.executable, "-m", "bench.upstream", "--port", str(port)]
    child = await Child.start("upstream", argv)
    await child.ready(f"http://{LOOPBACK}:{port}/v1/models", 10)
    return child, port


async def _start_uvicorn(name: str, app: str, ready_path: str) -> tuple[Child, int]:
    port = free_port()
    argv = [sys.executable, "-m", "uvicorn", app, "--host", LOOPBACK, "--port", str(port)]
    child = await Child.start(name, [*argv, *UVICORN, "--log-level", "warning"])
    await child.ready(f"http://{LOOPBACK}:{port}{ready_path}", 20)
    return child, port


async def start_raw_echo() -> tuple[Child, wire.Target]:
    child, port = await _start_uvicorn("raw-echo", "bench.peers.raw_echo:app", "/")
    return child, wire.echo(port)


async def start_mcp_sdk() -> tuple[Child, dict[str, wire.Target]]:
    child, port = await _start_uvicorn("mcp-sdk", "bench.peers.mcp_sdk:app", mcp_sdk.READY_PATH)
    expect = wire.FROM_QUESTION
    return child, {
        revision: wire.tools_call(port, mcp_sdk.TOOL, revision, key=None, expect=expect)
        for revision in (wire.MODERN, wire.LEGACY)
    }


def _uv() -> str | None:
    boot = ROOT / ".boot" / "bin" / "uv"
    return str(boot) if boot.exists() else os.environ.get("UV") or shutil.which("uv")


async def _run(*argv: str) -> None:
    env = {**os.environ, "UV_COMPILE_BYTECODE": "1"}
    process = await asyncio.create_subprocess_exec(*argv, env=env)
    if await process.wait():
        raise BenchError(f"failed: {' '.join(argv)}")


async def install_peers() -> Path:
    """The environment of the peers that clash with ours, made from its hashed lock file."""
    stamp = PEERS / "installed.txt"
    if stamp.exists() and stamp.read_bytes() == LOCK.read_bytes():
        return PEERS
    print(f"installing the peers into {PEERS.relative_to(ROOT)} (once)", flush=True)
    await _run(sys.executable, "-m", "venv", "--clear", str(PEERS))
    uv = _uv()
    python = str(PEERS / "bin" / "python")
    if uv:
        await _run(uv, "pip", "sync", "-q", "-p", python, "--require-hashes", str(LOCK))
    else:
        await _run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(LOCK))
    stamp.write_bytes(LOCK.read_bytes())
    return PEERS


async def start_litellm(upstream_port: int) -> tuple[Child, wire.Target]:
    """LiteLLM's proxy as its own command starts it, with a master key and one worker."""
    peers = await install_peers()
    port = free_port()
    OUT.mkdir(exist_ok=True)
    config = OUT / "litellm.yaml"
    config.write_text(
        _LITELLM_CONFIG.format(model=upstream.MODEL, port=upstream_port, key=MASTER_KEY)
    )
    argv = [str(peers / "bin" / "litellm"), "--config", str(config), "--num_workers", "1"]
    child = await Child.start(
        "litellm", [*argv, "--host", LOOPBACK, "--port", str(port)], env=_LITELLM_ENV
    )
    await child.ready(f"http://{LOOPBACK}:{port}/health/liveliness", 90)
    return child, wire.chat(port, MASTER_KEY)
