"""What an agent is: its versioned definition, templates and prompts, and who may see it."""

import os

# Before numpy is loaded: its linear algebra would spread each small product of vectors over all
# cores, for twenty times the CPU and none of the speed.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
