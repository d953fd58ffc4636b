import { evolve, newAccount, type Account, type AccountEvent } from '../../domain/index.js';
import type { FileJournal } from '../adapters/file-journal.js';
import { accountOf } from '../application/state.js';
import { StoryTeller, type LiquidationStory } from '../history/story.js';

/** How many of the accounts that lost the most are told about. */
export const WORST = 10;

/** Accounts that were liquidated, each with what that did to it, oldest case first. */
export type Stories = ReadonlyMap<string, readonly LiquidationStory[]>;

/** What a finished tape says of the accounts that lost the most. */
export interface WorstOfTape {
  readonly stories: Stories;
  /** The first of them as it was at an earlier place of the tape; undefined when there is none. */
  readonly before: Account | undefined;
}

/** Tells what liquidation did to some accounts, in one reading of a finished tape. */
export async function storiesFrom(
  journal: FileJournal,
  accounts: readonly string[],
  place: number,
): Promise<WorstOfTape> {
  const followed = new Set(accounts);
  const teller = new StoryTeller(followed);
  let before: Account | undefined;
  for await (const envelope of journal.readAbout(accounts)) {
    const { event, sequence } = envelope;
    const account = accountOf(event);
    teller.hear(envelope);
    if (account === undefined || account !== accounts[0] || sequence > place) continue;
    before = evolve(before ?? newAccount(account), event as AccountEvent);
  }
  const stories = new Map(accounts.map((account) => [account, teller.stories(account)]));
  return { stories, before };
}
