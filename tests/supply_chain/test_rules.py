"""The rules for the source: the repository keeps them, and each finds what it is for."""

from pathlib import Path

import pytest

from tests.supply_chain.repositories import copy_of, said

BAD = {
    "evaluates": ["eval('1')", "exec(text)", "compile(text, '', 'exec')", "__import__(name)"],
    "loads-code": [
        "import pickle",
        "from marshal import loads",
        "import yaml\nyaml.load(text)",
        "from yaml import unsafe_load as safe_load",
        "import jinja2",
        "import runpy",
    ],
    "starts-processes": [
        "import subprocess",
        "import os\nos.system('ls')",
        "import os as o\no.execv(p, [])",
        "import asyncio\nasyncio.create_subprocess_shell('ls')",
        "from multiprocessing import Process",
    ],
    "connects": [
        "import httpx",
        "from urllib import request",
        "import aiohttp.client",
        "import requests as r",
        "from mcp.client import streamable_http",
    ],
    "sql": ["QUERY = 'select a from b'", "QUERY = '''\n  delete from b where c = %s'''"],
    "builds-sql": [
        "q = f'select a from b where c = {d}'",
        "q = 'select a from b where c = ' + d",
        "q = 'select a from b where c = %s' % d",
        "q = 'select a from {}'.format(d)",
        "q = f'{verb} into b values'\nq = f'select {x} from {y}'",
    ],
    "tells-secrets": [
        "log.info('x', password=p)",
        "self._log.warning('x', who=user.api_key)",
        "logger.error('x %s', access_token)",
        "log.bind(authorization=a)",
        "print(secret)",
    ],
    "trusts-blindly": [
        "client(verify=False)",
        "connect(ssl=False)",
        "context.check_hostname = False",
        "context.verify_mode = ssl.CERT_NONE",
        "jwt.decode(t, options={'verify_signature': False})",
        "ssl._create_unverified_context()",
    ],
    "believes-host": ["if request.url.path == '/admin': pass", "str(request.url)"],
    "silences": ["f()  # noqa: S608", "f()  # nosec", "f()  # noqa: E501, S105"],
}
GOOD = """
import re
import asyncio
import yaml
from urllib.parse import urlsplit

RE = re.compile("select")
SAID = "Select one from the list."
yaml.safe_load(SAID)
log.info("key.made", key_id=key.id, tokens_used=3)
query = request.url.query
context.check_hostname = True
f()  # noqa: S608 - columns of ours
session.exec(statement)
"""


@pytest.mark.req("R45", "R51", "R69", "R76")
def test_the_source_keeps_the_rules() -> None:
    code, told = said("rules")
    assert code == 0, told


@pytest.mark.req("R45", "R51", "R76")
def test_each_rule_finds_what_it_is_for(tmp_path: Path) -> None:
    place = copy_of(tmp_path, "rules", rules="")
    cases = [(rule, source) for rule, sources in BAD.items() for source in sources]
    for number, (_, source) in enumerate(cases):
        (place / "hub" / f"case{number}.py").write_text(source + "\n")
    (place / "hub" / "good.py").write_text(GOOD)
    code, told = said("rules", at=place)
    assert code == 1
    found = {(line.split(":")[0], line.split(": ")[1]) for line in told.splitlines()[:-1]}
    for number, (rule, source) in enumerate(cases):
        assert (f"hub/case{number}.py", rule) in found, (source, told)
    assert "hub/good.py" not in told


def test_a_list_of_places_that_is_not_true_is_an_error(tmp_path: Path) -> None:
    listed = "sql hub/a.py its own\nsql hub/b.py nothing there\nconnects hub/a.py\nx hub/a.py y\n"
    place = copy_of(tmp_path, "rules", rules=listed)
    (place / "hub" / "a.py").write_text("import httpx\nQ = 'select a from b'\n")
    code, told = said("rules", at=place)
    assert code == 1
    assert ".ci/rules.txt: sql hub/b.py is not needed" in told
    assert ".ci/rules.txt: connects hub/a.py gives no reason" in told
    assert ".ci/rules.txt: x is no rule" in told
    assert "hub/a.py:" not in told
