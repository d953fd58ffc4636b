import {
  Dec,
  accountFromRecord,
  accountRecord,
  configurationOf,
  instantOf,
  surfaceOf,
  surfaceTerms,
  text,
  type AccountRecord,
  type ConfigurationTerms,
  type InstrumentTerms,
  type Mark,
  type PriceTrail,
  type SurfaceTerms,
  type VolatilitySurface,
} from '../../domain/index.js';
import { PortFailure } from '../ports/port-failure.js';
import type { AccountStore } from '../ports/ports.js';
import { everyAccount } from './every-account.js';
import { hashOf } from './hashing.js';
import type { SourceRecord } from './source-feeds.js';
import type { EngineState, RecordedAnswer } from './state.js';

type Pairs = readonly (readonly [string, string])[];

interface PriceRecord {
  readonly id: string;
  readonly price: string;
  readonly at: number;
  readonly sequence?: number;
}

type Extremes = readonly { readonly since: number; readonly best: string }[];

interface TrailRecord {
  readonly key: string;
  readonly ticks: number;
  readonly highs: Extremes;
  readonly lows: Extremes;
}

interface SurfaceRecord {
  readonly base: string;
  readonly tenors: SurfaceTerms;
}

/** What the market has told of an instrument besides its prices. */
interface FactRecord {
  readonly id: string;
  readonly openInterest?: string;
  readonly settledAt?: string;
  readonly toldVolatility?: string;
}

interface SnapshotBody {
  readonly sequence: number;
  readonly now: number;
  readonly configuration: ConfigurationTerms;
  readonly instruments: readonly InstrumentTerms[];
  readonly facts: readonly FactRecord[];
  readonly marks: readonly PriceRecord[];
  readonly indexes: readonly PriceRecord[];
  readonly rates: Pairs;
  readonly surfaces?: readonly SurfaceRecord[];
  readonly feeds: SourceRecord;
  readonly lasts: Pairs;
  readonly trails: readonly TrailRecord[];
  readonly funds: readonly { asset: string; balance: string; covered: Pairs }[];
  readonly ledger: Pairs;
  readonly answers: readonly ({ readonly command: string } & RecordedAnswer)[];
  /** Absent: they are in the store, which tells what it is whole to. */
  readonly accounts?: readonly AccountRecord[];
}

/** The whole state at one sequence of the tape, with the hash of its body. */
export interface Snapshot {
  readonly schema: 1;
  readonly hash: string;
  readonly body: SnapshotBody;
}

const pairs = (map: ReadonlyMap<string, Dec>): Pairs =>
  [...map].map(([key, value]) => [key, text(value)] as const);

function priceRecords(prices: ReadonlyMap<string, Mark>): PriceRecord[] {
  return [...prices].map(([id, { price, at, sequence }]) => ({
    id,
    price: text(price),
    at,
    ...(sequence === undefined ? {} : { sequence }),
  }));
}

function takePrices(prices: Map<string, Mark>, records: readonly PriceRecord[]): void {
  for (const { id, price, at, ...rest } of records) {
    prices.set(id, { price: new Dec(price), at: instantOf(at), ...rest });
  }
}

function surfaceRecords(surfaces: ReadonlyMap<string, VolatilitySurface>): SurfaceRecord[] {
  return [...surfaces].map(([base, surface]) => ({ base, tenors: surfaceTerms(surface) }));
}

function trailRecord(key: string, { ticks, highs, lows }: PriceTrail): TrailRecord {
  const written = (entries: PriceTrail['highs']): Extremes =>
    entries.map(({ since, best }) => ({ since, best: text(best) }));
  return { key, ticks, highs: written(highs), lows: written(lows) };
}

function trailOf({ ticks, highs, lows }: TrailRecord): PriceTrail {
  const read = (entries: Extremes) =>
    entries.map(({ since, best }) => ({ since, best: new Dec(best) }));
  return { ticks, highs: read(highs), lows: read(lows) };
}

/** What a snapshot keeps of the state beside the accounts. */
export type SnapshotState = Pick<
  EngineState,
  | 'sequence'
  | 'now'
  | 'configuration'
  | 'instruments'
  | 'facts'
  | 'marks'
  | 'indexes'
  | 'rates'
  | 'surfaces'
  | 'sourceFeeds'
  | 'feeds'
  | 'funds'
  | 'ledger'
  | 'answers'
>;

/** Writes down everything that decides what happens next; without accounts all but these. */
export async function takeSnapshot(
  state: SnapshotState,
  accounts: AccountStore | undefined,
): Promise<Snapshot> {
  const records: AccountRecord[] = [];
  if (accounts !== undefined) {
    for await (const account of everyAccount(accounts)) records.push(accountRecord(account));
  }
  const body: SnapshotBody = {
    sequence: state.sequence,
    now: state.now,
    configuration: state.configuration.terms,
    instruments: [...state.instruments.values()].map(({ terms }) => terms),
    facts: [...state.facts].map(([id, { openInterest, settledAt, toldVolatility }]) => ({
      id,
      ...(openInterest === undefined ? {} : { openInterest: text(openInterest) }),
      ...(settledAt === undefined ? {} : { settledAt: text(settledAt) }),
      ...(toldVolatility === undefined ? {} : { toldVolatility: text(toldVolatility) }),
    })),
    marks: priceRecords(state.marks),
    indexes: priceRecords(state.indexes),
    rates: pairs(state.rates),
    ...(state.surfaces.size === 0 ? {} : { surfaces: surfaceRecords(state.surfaces) }),
    feeds: state.sourceFeeds.record(),
    lasts: pairs(state.feeds.lasts),
    trails: [...state.feeds.trails].map(([key, trail]) => trailRecord(key, trail)),
    funds: [...state.funds.values()].map(({ asset, balance, covered }) => ({
      asset,
      balance: text(balance),
      covered: pairs(covered),
    })),
    ledger: pairs(state.ledger),
    answers: [...state.answers].map(([command, answer]) => ({ command, ...answer })),
    ...(accounts === undefined ? {} : { accounts: records }),
  };
  return { schema: 1, hash: hashOf(body), body };
}

/** @throws PortFailure when the snapshot is torn, altered or of another version */
export function demandUnaltered({ schema, hash, body }: Snapshot): void {
  const version: number = schema;
  if (version !== 1) throw new PortFailure('snapshot', 'it is of another version', false);
  if (hashOf(body) !== hash) throw new PortFailure('snapshot', 'its hash does not match', false);
}

/** Fills the state of an empty engine from a snapshot. */
export function loadState({ body }: Snapshot, state: EngineState): void {
  state.sequence = body.sequence;
  state.now = instantOf(body.now);
  state.configuration = configurationOf(body.configuration);
  for (const { id, openInterest, settledAt, toldVolatility } of body.facts) {
    state.facts.set(id, {
      ...(openInterest === undefined ? {} : { openInterest: new Dec(openInterest) }),
      ...(settledAt === undefined ? {} : { settledAt: new Dec(settledAt) }),
      ...(toldVolatility === undefined ? {} : { toldVolatility: new Dec(toldVolatility) }),
    });
  }
  for (const terms of body.instruments) state.list(terms);
  takePrices(state.marks, body.marks);
  takePrices(state.indexes, body.indexes);
  state.sourceFeeds.restore(body.feeds);
  for (const [asset, rate] of body.rates) state.rates.set(asset, new Dec(rate));
  for (const { base, tenors } of body.surfaces ?? []) {
    state.surfaces.set(base, surfaceOf(tenors, `surfaces.${base}`));
  }
  for (const [id, price] of body.lasts) state.feeds.lasts.set(id, new Dec(price));
  for (const trail of body.trails) state.feeds.trails.set(trail.key, trailOf(trail));
  for (const { asset, balance, covered } of body.funds) {
    const cases = new Map(covered.map(([id, amount]) => [id, new Dec(amount)]));
    state.funds.set(asset, { asset, balance: new Dec(balance), covered: cases });
  }
  state.changed();
  for (const [key, amount] of body.ledger) state.ledger.set(key, new Dec(amount));
  for (const { command, ...answer } of body.answers) state.answers.set(command, answer);
}

/** Fills a store with the accounts of a snapshot, which was taken at this sequence. */
export async function loadAccounts(
  records: readonly AccountRecord[],
  accounts: AccountStore,
  sequence: number,
): Promise<void> {
  await accounts.save(records.map(accountFromRecord), sequence);
}
