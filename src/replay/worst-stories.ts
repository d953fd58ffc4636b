import { accountOf } from '../application/state.js';
import { StoryTeller, type LiquidationStory } from '../history/story.js';
import type { Journal } from '../ports/ports.js';

/** How many of the accounts that lost the most are told about. */
export const WORST = 10;

/** Accounts that were liquidated, each with what that did to it, oldest case first. */
export type Stories = ReadonlyMap<string, readonly LiquidationStory[]>;

/** Tells what liquidation did to some accounts, in one reading of a finished tape. */
export async function storiesFrom(journal: Journal, accounts: readonly string[]): Promise<Stories> {
  const followed = new Set(accounts);
  const teller = new StoryTeller(followed);
  for await (const envelope of journal.read()) {
    const account = accountOf(envelope.event);
    if (account === undefined || followed.has(account)) teller.hear(envelope);
  }
  return new Map(accounts.map((account) => [account, teller.stories(account)]));
}
