"""`laelia doctor` and what it can look at besides this installation."""

from typing import Annotated

import typer

doctor = typer.Typer(
    invoke_without_command=True,
    help="Examine this installation; each finding says what to do about it.",
)


@doctor.callback()
def installation(context: typer.Context) -> None:
    """Examine this installation, unless something else is named."""
    if context.invoked_subcommand is not None:
        return
    from rich.console import Console

    from hub.commands.doctor import examine

    raise typer.Exit(0 if examine(Console()) else 1)


@doctor.command("oauth")
def oauth(
    url: Annotated[str, typer.Argument(help="An MCP address, such as https://hub.example/mcp.")],
    *,
    client_id: Annotated[
        str | None,
        typer.Option(help="A client that is known there already, or the address of its document."),
    ] = None,
    login: Annotated[
        bool, typer.Option(help="Also ask a person, in a browser, and use what they allow.")
    ] = True,
    browser: Annotated[bool, typer.Option(help="Open the browser, not only say where to go.")] = (
        False
    ),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the answer comes to. 0: any that is free.")
    ] = 0,
    wait: Annotated[float, typer.Option(min=1, help="Seconds that the person has.")] = 300,
) -> None:
    """Log in to an MCP server as a client does, step by step; name the step that fails, and why.

    Leaves with 1 at the first step that fails. What it was granted it gives back at the end.
    """
    from rich.console import Console

    from hub.commands.doctor_oauth import examine
    from hub.commands.oauth_finding import Wishes

    wishes = Wishes(client_id=client_id, login=login, browser=browser, port=port, wait_s=wait)
    raise typer.Exit(0 if examine(url, wishes, Console()) else 1)
