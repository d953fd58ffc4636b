import type { AccountStore } from '../ports/ports.js';
import type { Answer } from './answer.js';
import type { CommandDesk } from './command-desk.js';
import type { Command } from './commands.js';
import type { CommandBatches, ImportWatcher } from './engine-parts.js';
import type { EngineMetrics } from './engine-metrics.js';
import type { Judging } from './judging.js';
import type { OverviewSubscriptions } from './overview-subscriptions.js';
import type { WorkQueue } from './queue.js';
import type { EngineState } from './state.js';
import type { Underway } from './underway.js';
import type { Cause } from './unit-of-work.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly queue: WorkQueue;
  readonly desk: CommandDesk;
  readonly judging: Judging;
  readonly overviews: OverviewSubscriptions;
  readonly underway: Underway;
  readonly metrics: EngineMetrics;
}

const NO_CAUSE: Cause = { command: '', body: '' };

/** Takes commands in, one by one or batch by batch, and has judged what they touched afterwards. */
export class Intake {
  constructor(private readonly parts: Parts) {}

  /** Carries out several commands one after the other and judges once, after the last of them. */
  take(commands: readonly Command[]): Promise<Answer[]> {
    return this.parts.underway.during(() => this.carryOut(commands));
  }

  private async carryOut(commands: readonly Command[]): Promise<Answer[]> {
    const { metrics, queue, desk, judging } = this.parts;
    const start = metrics.now();
    const touched = new Set<string>();
    let cause = NO_CAUSE;
    const answers: Answer[] = [];
    try {
      for (const command of commands) {
        const outcome = await metrics.counted(
          [command],
          () => queue.run(() => desk.carryOut(command)),
          ({ answer }) => [answer],
        );
        answers.push(outcome.answer);
        for (const id of outcome.touched) touched.add(id);
        if (outcome.answer.ok) cause = outcome.cause;
      }
    } catch (problem) {
      // Commands before the one that failed have happened, and are judged with the next step.
      judging.owe(touched);
      throw problem;
    }
    const happened = answers.some((answer) => answer.ok && !answer.repeated);
    // A repeated command has nothing new to judge, but what a failure left unjudged is judged.
    const owes = judging.owes && answers.some(({ ok }) => ok);
    if (happened || owes) await this.judge([...touched], cause);
    if (happened && commands.some(bringsPrices)) metrics.since(start, metrics.tickSeconds);
    return answers;
  }

  /** Appends batch by batch, each whole or not at all, and judges once, after the last of them. */
  takeBatches(batches: CommandBatches, watcher: ImportWatcher): Promise<void> {
    return this.parts.underway.during(() => this.importAll(batches, watcher));
  }

  private async importAll(batches: CommandBatches, watcher: ImportWatcher): Promise<void> {
    const { metrics, queue, desk, judging } = this.parts;
    const touched = new Set<string>();
    let cause = NO_CAUSE;
    let done = 0;
    let accepted = false;
    const decided = (commands: number): void => watcher.decided?.(done + commands);
    try {
      for await (const commands of batches) {
        const outcome = await metrics.counted(
          commands,
          () => queue.run(() => desk.carryOutTogether(commands, decided)),
          ({ answers }) => answers,
        );
        done += commands.length;
        for (const id of outcome.touched) touched.add(id);
        if (outcome.cause.command !== '') cause = outcome.cause;
        accepted ||= outcome.answers.some(({ ok }) => ok);
        watcher.answered?.(outcome.answers);
      }
      await watcher.beforeJudging?.();
    } catch (problem) {
      judging.owe(touched);
      throw problem;
    }
    if (touched.size > 0 || (judging.owes && accepted)) await this.judge([...touched], cause);
  }

  /** Judges accounts, and tells those who follow an overview what changed in it. */
  async judge(touched: readonly string[], cause: Cause): Promise<void> {
    const { judging, overviews, queue, accounts, state } = this.parts;
    await judging.judge(touched, cause);
    if (overviews.isEmpty) return;
    const changes = await queue.run(async () => {
      const held = await accounts.load(overviews.accounts);
      const known = held.filter((account) => account !== undefined);
      const byId = new Map(known.map((account) => [account.id, account]));
      return overviews.changes(byId, state.context);
    });
    for (const tell of changes) tell();
  }
}

function bringsPrices({ type }: Command): boolean {
  return type === 'mark' || type === 'source';
}
