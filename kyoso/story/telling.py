"""How a play is shown on a terminal: chapters, a line a step, and under it the events that the step caused."""

import click

from kyoso.story.stage import Told

WIDTH = 30


LEGEND = "  → 起きたこと（イベント） ⇒ 受け取ったサービス / → an event  ⇒ the services that took it in"


def told(step: Told) -> None:
    """Print a step and its events; above the first step, what the arrows mean."""
    if step.number == 1:
        click.echo(click.style(LEGEND, dim=True))
    if step.chapter:
        click.echo(click.style("\n■ {} / {}".format(*step.chapter), bold=True))
    click.echo(f"{step.number:>3}. {step.ja}")
    click.echo(click.style(f"     {step.en}", dim=True))
    for event in step.events:
        heard = "、".join(event.heard_by) or "–"
        subject = f"  {event.subject}" if event.subject else ""
        click.echo(click.style(f"       → {event.type:<{WIDTH}} ⇒ {heard}{subject}", fg="cyan"))
