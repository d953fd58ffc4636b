import { instantOf, isoOf } from '../../domain/index.js';
import type { Command } from './commands.js';
import type { MarginEngine } from './margin-engine.js';
import type { Reproduction } from './reproduction.js';
import { WatchMiss, type AuditMiss } from './watch-miss.js';

/**
 * Comes to an account once more as the self-audit found it, in an engine that knows nothing yet,
 * with the watch that is to be tried.
 * @returns what the self-audit finds; undefined when the account was judged in time
 * @throws Error when a command is refused, which one of the engine that told it never is
 */
export async function reproduce(
  engine: MarginEngine,
  { snapshot, commands }: Reproduction,
): Promise<AuditMiss | undefined> {
  await engine.restore(snapshot);
  // What was restored is judged first, so that from here on only the watch tells whom to judge.
  const judge: Command = { type: 'retry', at: isoOf(instantOf(snapshot.body.now)) };
  for (const command of [judge, ...commands]) {
    const answer = await engine.handle(command);
    if (!answer.ok) throw new Error(`${command.type} is refused: ${answer.error.message}`);
  }
  try {
    await engine.audit();
  } catch (problem) {
    if (problem instanceof WatchMiss) return problem.misses[0];
    throw problem;
  }
  return undefined;
}
