import {
  AccountNeeded,
  HoldersNeeded,
  type Account,
  type DecisionContext,
} from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import type { Holders } from './holders.js';
import type { EngineState } from './state.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly holders: Holders;
}

/**
 * Makes a decision that may concern whoever holds an instrument, or another account that the
 * configuration names. Few do, so these are loaded only when a decision asks for them; decisions
 * are pure, and it is simply made again.
 */
export async function withHolders<Decided>(
  parts: Parts,
  decide: (context: DecisionContext) => Decided,
): Promise<Decided> {
  try {
    return decide(parts.state.context);
  } catch (problem) {
    if (!(problem instanceof AccountNeeded || problem instanceof HoldersNeeded)) throw problem;
    return withLoaded(parts, decide, problem);
  }
}

async function withLoaded<Decided>(
  { state, accounts, holders: index }: Parts,
  decide: (context: DecisionContext) => Decided,
  first: AccountNeeded | HoldersNeeded,
): Promise<Decided> {
  const known = new Map<string, readonly Account[]>();
  const named = new Map<string, Account | undefined>();
  const holders = (instrument: string): readonly Account[] => {
    const found = known.get(instrument);
    if (found === undefined) throw new HoldersNeeded(instrument);
    return found;
  };
  const account = (id: string): Account | undefined => {
    if (!named.has(id)) throw new AccountNeeded(id);
    return named.get(id);
  };
  let needed: unknown = first;
  for (;;) {
    if (needed instanceof AccountNeeded && !named.has(needed.account)) {
      const [found] = await accounts.load([needed.account]);
      named.set(needed.account, found);
    } else if (needed instanceof HoldersNeeded && !known.has(needed.instrument)) {
      const loaded = await accounts.load(index.of([needed.instrument]));
      known.set(
        needed.instrument,
        loaded.filter((one) => one !== undefined),
      );
    } else throw needed;
    try {
      return decide({ ...state.context, holders, account });
    } catch (problem) {
      needed = problem;
    }
  }
}
