"""When the garbage collector works: not while a process starts, and seldom afterwards.

What starts up - modules, classes, routes, pools - stays for good. Walking it again and again while
it grows takes a fifth of a start; walking it on every few requests, with every library loaded, took
a third of a call's CPU time.
"""

import gc


def hold() -> None:
    """No collection until `settle`. For the first line of a process."""
    gc.disable()


def settle() -> None:
    """What is there by now is never walked again; what comes is collected as it should be.

    A start under `hold` leaves a few thousand objects of garbage in a quarter of a million: looking
    for them would cost a fifth of a second. Otherwise there may be anything.
    """
    if gc.isenabled():
        gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
