import type { Account } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import { everyAccount } from './every-account.js';
import { hashOfAll } from './hashing.js';
import type { EngineState } from './state.js';

/** SHA-256 over the canonical JSON of everything that decides what happens next. */
export function stateHashOf(
  state: EngineState,
  accounts: AccountStore,
  passed?: (account: Account) => void,
): Promise<string> {
  return hashOfAll('accounts', shown(everyAccount(accounts), passed), {
    answers: state.answers,
    configuration: state.configuration.terms,
    facts: state.facts,
    funds: state.funds,
    indexes: state.indexes,
    instruments: [...state.instruments.values()].map(({ terms }) => terms),
    ledger: state.ledger,
    marks: state.marks,
    now: state.now,
    lasts: state.feeds.lasts,
    rates: state.rates,
    feeds: state.sourceFeeds.record(),
    sequence: state.sequence,
    // A tape without surfaces keeps the hash that it had before there were any.
    ...(state.surfaces.size === 0 ? {} : { surfaces: state.surfaces }),
    trails: state.feeds.trails,
  });
}

async function* shown(
  accounts: AsyncIterable<Account>,
  passed: (account: Account) => void = () => undefined,
): AsyncGenerator<Account> {
  for await (const account of accounts) {
    passed(account);
    yield account;
  }
}
