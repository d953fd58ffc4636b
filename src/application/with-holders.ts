import { HoldersNeeded, type Account, type DecisionContext } from '../../domain/index.js';
import type { AccountStore, Watch } from '../ports/ports.js';
import type { EngineState } from './state.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly watch: Watch;
}

/**
 * Makes a decision that may concern whoever holds an instrument. Few do, so the holders are loaded
 * only when a decision asks for them; decisions are pure, and it is simply made again.
 */
export async function withHolders<Decided>(
  { state, accounts, watch }: Parts,
  decide: (context: DecisionContext) => Decided,
): Promise<Decided> {
  const known = new Map<string, readonly Account[]>();
  const holders = (instrument: string): readonly Account[] => {
    const found = known.get(instrument);
    if (found === undefined) throw new HoldersNeeded(instrument);
    return found;
  };
  for (;;) {
    try {
      return decide({ ...state.context, holders });
    } catch (problem) {
      if (!(problem instanceof HoldersNeeded) || known.has(problem.instrument)) throw problem;
      const { instrument } = problem;
      const ids = watch.candidates({ instruments: [instrument], assets: [] });
      const loaded = await accounts.load(ids);
      known.set(
        instrument,
        loaded.filter((account) => account !== undefined),
      );
    }
  }
}
