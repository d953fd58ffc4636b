import { attempt, type Account, type DecisionContext } from '../../domain/index.js';
import { overviewOf, type Overview } from './overview.js';

/** Called with the whole overview whenever something in it changed. */
export type OverviewListener = (overview: Overview) => void;

/** A listener failed on an overview; nothing was undone by it. */
export interface ListenerFailure {
  readonly account: string;
  readonly message: string;
}

interface Subscription {
  readonly account: string;
  readonly listener: OverviewListener;
  last: string | undefined;
}

/** Failures kept for whoever asks; older ones are dropped. */
const MOST = 100;

/**
 * Who watches the overview of an account. Each is told after a step is committed and judged, and
 * only when the overview differs from the one it knew. It costs nothing where nobody watches.
 */
export class OverviewSubscriptions {
  /** What listeners threw, the latest last. */
  readonly failures: ListenerFailure[] = [];
  private readonly all = new Set<Subscription>();

  get isEmpty(): boolean {
    return this.all.size === 0;
  }

  get accounts(): readonly string[] {
    return [...new Set([...this.all].map(({ account }) => account))];
  }

  /** Starts to watch, from the overview as it is now. @returns what ends it */
  add(
    id: string,
    account: Account | undefined,
    context: DecisionContext,
    listener: OverviewListener,
  ): () => void {
    const last = shown(account, context)?.text;
    const subscription: Subscription = { account: id, listener, last };
    this.all.add(subscription);
    return () => {
      this.all.delete(subscription);
    };
  }

  /** What must be told now; called with all watched accounts as they stand after a step. */
  changes(
    accounts: ReadonlyMap<string, Account>,
    context: DecisionContext,
  ): readonly (() => void)[] {
    const overviews = new Map(
      [...accounts].map(([id, account]) => [id, shown(account, context)] as const),
    );
    return [...this.all].flatMap((subscription) => {
      const now = overviews.get(subscription.account);
      if (now === undefined || now.text === subscription.last) return [];
      subscription.last = now.text;
      return [() => this.tell(subscription, now.overview)];
    });
  }

  private tell(subscription: Subscription, overview: Overview): void {
    if (!this.all.has(subscription)) return;
    try {
      subscription.listener(overview);
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem);
      this.failures.push({ account: subscription.account, message });
      if (this.failures.length > MOST) this.failures.shift();
    }
  }
}

/** The overview with its text; undefined while a rate it needs never came. */
function shown(
  account: Account | undefined,
  context: DecisionContext,
): { readonly overview: Overview; readonly text: string } | undefined {
  if (account === undefined) return undefined;
  const read = attempt(() => overviewOf(account, context));
  return read.ok ? { overview: read.value, text: JSON.stringify(read.value) } : undefined;
}
