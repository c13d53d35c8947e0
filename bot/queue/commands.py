"""`juwutong queue` to look after jobs and `juwutong work` to do them."""

from collections.abc import Sequence

import click
from flask.cli import AppGroup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import metrics
from bot.app import kit
from bot.logs import init_logging
from bot.queue import embedded
from bot.queue.models import JobState, QueuedJob
from bot.queue.port import WithJobs
from bot.queue.worker import Worker, stop_on_signals
from bot.time import local

STATES = {"waiting": "等待", "doing": "进行中", "done": "完成", "failed": "已放弃"}

commands = AppGroup("queue", help="任务队列：查看与重试。")


@commands.command("list")
@click.option("--state", type=click.Choice(list(STATES)), help="只看这种状态的任务。")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="最多显示的条数。")
def list_command(state: str | None, limit: int) -> None:
    """各状态的任务数；其下是任务，新的在前（默认不列已完成的）。"""
    with kit().sessions.read() as session:
        counts = numbers(session)
        click.echo("  ".join(f"{title} {counts.get(JobState(name), 0)}" for name, title in STATES.items()))
        for job in newest(session, state=JobState(state) if state else None, limit=limit):
            click.echo(_line(job))


def numbers(session: Session) -> dict[JobState, int]:
    """How many jobs stand where."""
    rows = session.execute(select(QueuedJob.state, func.count()).group_by(QueuedJob.state))
    return {state: number for state, number in rows}  # noqa: C416  (mypy does not take rows for pairs)


def newest(session: Session, *, state: JobState | None, limit: int) -> Sequence[QueuedJob]:
    """The newest jobs of a state; of all that are not done when none is given."""
    wanted = QueuedJob.state == state if state else QueuedJob.state != JobState.DONE
    return session.scalars(select(QueuedJob).where(wanted).order_by(QueuedJob.id.desc()).limit(limit)).all()


def _line(job: QueuedJob) -> str:
    due = local(job.run_at).strftime("%Y-%m-%d %H:%M:%S")
    trouble = f"  {job.error}" if job.error else ""
    return f"{job.id}  {STATES[job.state]}  {job.job}  {due}  已尝试 {job.attempts} 次{trouble}"


@commands.command("retry")
@click.argument("job_id", metavar="ID", type=int)
def retry_command(job_id: int) -> None:
    """让一个已放弃的任务从头再试。"""
    with kit().sessions.begin() as session:
        if not embedded.retry(session, job_id, now=kit().clock.now()):
            raise click.ClickException(
                f"没有编号为 {job_id} 且已放弃的任务。用 juwutong queue list --state failed 查看。"
            )
    click.echo(f"任务 {job_id} 将重新执行。")


def work_command(parts: WithJobs) -> click.Command:
    """Make `juwutong work`, which does the jobs the parts have registered."""

    @click.command("work", help="执行队列中的任务，直到收到停止信号（当前任务做完再停）。可同时运行多个。")
    def work() -> None:
        metrics.prepare(tidy=False)
        init_logging(parts.settings)
        Worker(parts.sessions, parts.jobs, parts.clock).work(stop_on_signals())

    return work
