import { Registry } from 'prom-client';
import type { Account } from '../../domain/index.js';
import { CachedAccountStore } from '../../src/adapters/cached-account-store.js';
import { MemoryAccountStore } from '../../src/adapters/memory-account-store.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { NoMetrics } from '../../src/adapters/no-metrics.js';
import { PrometheusMetrics } from '../../src/adapters/prometheus-metrics.js';
import type { Command } from '../../src/application/commands.js';
import type { AccountStore, Envelope } from '../../src/ports/ports.js';
import type { Watch } from '../../src/ports/watch.js';
import { NaiveWatch } from '../../src/watch/naive-watch.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import { RecordingMetrics } from '../support/recording-metrics.js';
import { worldOf } from '../support/world.js';

const deposit: Command = { type: 'deposit', account: 'a', asset: 'USD', amount: '150', id: 'd' };
const open: Command = {
  type: 'open',
  account: 'a',
  instrument: 'ETH-PERP',
  side: 'long',
  quantity: '10',
  price: '100',
};
const mark = (price: string): Command => ({ type: 'mark', marks: { 'ETH-PERP': price } });

interface Ports {
  readonly journal?: MemoryJournal;
  readonly accounts?: AccountStore;
  readonly watch?: Watch;
}

async function counted(parts: Ports = {}) {
  const metrics = new RecordingMetrics();
  const { journal = new MemoryJournal(), ...rest } = parts;
  const world = await worldOf({}, { seed: 1 }, journal, { ...rest, metrics });
  const of = (name: string, ...labels: string[]) => metrics.total(`plimsoll_${name}`, ...labels);
  return { ...world, metrics, of };
}

describe('the metrics of an engine', () => {
  it('count commands by type and outcome', async () => {
    const { engine, of } = await counted();
    await engine.handle(deposit);
    await engine.handle(deposit);
    await engine.handle({ ...deposit, amount: '7' });
    await engine.handle({ type: 'open', account: 'b' } as unknown as Command);
    await engine.handle({ type: 'levitate' } as unknown as Command);
    await engine.handle(null as unknown as Command);
    const outcome = (type: string) =>
      ['accepted', 'repeated', 'refused', 'failed'].map((one) =>
        of('commands_total', `type=${type}`, `outcome=${one}`),
      );
    expect(outcome('deposit')).toEqual([1, 1, 1, 0]);
    expect(outcome('open')).toEqual([0, 0, 1, 0]);
    expect(outcome('unknown')).toEqual([0, 0, 2, 0]);
    // Those of the world itself: its configuration and three listings.
    expect(outcome('listInstrument')).toEqual([3, 0, 0, 0]);
  });

  it('count members of an import one by one', async () => {
    const { engine, of } = await counted();
    await engine.import([deposit, { ...deposit, id: 'e', amount: '-1' }]);
    expect(of('commands_total', 'type=deposit', 'outcome=accepted')).toBe(1);
    expect(of('commands_total', 'type=deposit', 'outcome=refused')).toBe(1);
  });

  it('count events, and what becomes of a pool', async () => {
    const { engine, journal, of } = await counted();
    await engine.handleTogether([deposit, open]);
    expect(of('liquidations_begun_total')).toBe(0);
    // Equity 150 - 10 x 13 = 20, of a maintenance margin of 43.5.
    await engine.handle(mark('87'));
    expect(of('events_total')).toBe(journal.envelopes.length);
    expect(of('liquidations_begun_total')).toBe(1);
    const ended = journal.envelopes.find(({ event }) => event.type === 'LiquidationEnded')!;
    const { outcome } = ended.event as { outcome: string };
    expect(of('liquidations_ended_total', `outcome=${outcome}`)).toBe(1);
    const asked = journal.envelopes.filter(({ event }) => event.type === 'CloseOutRequested');
    expect(of('close_outs_total')).toBe(asked.length);
    expect(asked.length).toBeGreaterThan(0);
    expect(of('deficits_total')).toBe(0);
    expect(of('halted_accounts_total')).toBe(0);
  });

  it('count deficits', async () => {
    const { engine, of } = await counted();
    await engine.handleTogether([deposit, open]);
    await engine.handle(mark('80'));
    expect(of('deficits_total')).toBe(1);
    expect(of('liquidations_ended_total', 'outcome=bankrupt')).toBe(1);
  });

  it('tell how many accounts a step measured, and time a tick once it is judged', async () => {
    const { engine, metrics } = await counted({ watch: new NaiveWatch() });
    await engine.handleTogether([deposit, { ...deposit, id: 'e', account: 'b' }]);
    await engine.handleTogether([open, { ...open, account: 'b' }]);
    const reviewed = metrics.of('plimsoll_exact_accounts').length;
    const ticked = metrics.of('plimsoll_tick_seconds').length;
    await engine.handle(mark('101'));
    expect(metrics.of('plimsoll_exact_accounts').slice(reviewed)).toEqual([2]);
    const [seconds, ...more] = metrics.of('plimsoll_tick_seconds').slice(ticked);
    expect(more).toEqual([]);
    expect(seconds).toBeGreaterThan(0);
    await engine.handle(mark('-1'));
    await engine.handle({ type: 'retry' });
    expect(metrics.of('plimsoll_tick_seconds').length).toBe(ticked + 1);
  });

  it('tell what a batch of prices took the watch, as far as it counts', async () => {
    const { metrics, of, ...world } = await counted({ watch: new TriggerWatch() });
    await world.engine.handleTogether([deposit, open]);
    const batches = metrics.of('plimsoll_watch_seconds').length;
    // Far from its line nothing is touched; at 87 it is below it, and named from then on.
    await world.engine.handle(mark('100.5'));
    expect(metrics.of('plimsoll_touched_lines').at(-1)).toBe(0);
    expect(metrics.of('plimsoll_exact_accounts').at(-1)).toBe(0);
    await world.engine.handle(mark('87'));
    expect(metrics.of('plimsoll_touched_lines').at(-1)).toBe(1);
    expect(metrics.of('plimsoll_hot_accounts').at(-1)).toBe(1);
    expect(metrics.of('plimsoll_watch_seconds').slice(batches)).toEqual([1, 1]);
    expect(of('sweeps_total')).toBe(0);
    // The reference watch does not count.
    const naive = await counted({ watch: new NaiveWatch() });
    await naive.engine.handle(mark('99'));
    expect(naive.metrics.of('plimsoll_watch_seconds').length).toBeGreaterThan(0);
    expect(naive.metrics.of('plimsoll_touched_lines')).toEqual([]);
  });

  it('time the ports, and leave out what failed', async () => {
    class FailingJournal extends MemoryJournal {
      full = false;

      override append(envelopes: readonly Envelope[]): Promise<void> {
        return this.full ? Promise.reject(new Error('disk full')) : super.append(envelopes);
      }
    }
    class FailingStore extends MemoryAccountStore {
      full = false;

      override save(accounts: readonly Account[]): Promise<void> {
        return this.full ? Promise.reject(new Error('disk full')) : super.save(accounts);
      }
    }
    const journal = new FailingJournal();
    const accounts = new FailingStore();
    const { engine, metrics, of } = await counted({ journal, accounts });
    const times = () =>
      ['journal_append', 'store_load', 'store_save'].map(
        (one) => metrics.of(`plimsoll_${one}_seconds`).length,
      );
    const before = times();
    await engine.handle(deposit);
    // Loaded to be decided and to be reviewed.
    expect(times().map((now, index) => now - before[index]!)).toEqual([1, 2, 1]);
    journal.full = true;
    await expect(engine.handle({ ...deposit, id: 'e' })).rejects.toThrow('append failed');
    expect(of('commands_total', 'type=deposit', 'outcome=failed')).toBe(1);
    journal.full = false;
    accounts.full = true;
    await engine.handle({ ...deposit, id: 'f' });
    expect(times()[0]! - before[0]!).toBe(2);
    expect(times()[2]! - before[2]!).toBe(1);
  });

  it('tell what a store that caches had in memory', async () => {
    const accounts = new CachedAccountStore(new MemoryAccountStore(), { accounts: 1, unsaved: 1 });
    const { engine, of } = await counted({ accounts });
    await engine.handle(deposit);
    // Unknown when it is decided, and kept when it is reviewed.
    expect([of('store_cache_hits_total'), of('store_cache_misses_total')]).toEqual([1, 1]);
    await engine.handle({ ...deposit, id: 'e', account: 'b' });
    // It took the only place, so this one is read again, once.
    await engine.handle({ ...deposit, id: 'f' });
    expect([of('store_cache_hits_total'), of('store_cache_misses_total')]).toEqual([3, 3]);
  });

  it('change no event of a run', async () => {
    const tapes = await Promise.all(
      [new NoMetrics(), new RecordingMetrics(), new PrometheusMetrics()].map(async (metrics) => {
        const journal = new MemoryJournal();
        const { engine } = await worldOf({}, { seed: 1 }, journal, { metrics });
        for (const command of [deposit, open, mark('95'), mark('87'), mark('60')]) {
          await engine.handle(command);
        }
        return journal.envelopes;
      }),
    );
    expect(tapes[1]).toEqual(tapes[0]);
    expect(tapes[2]).toEqual(tapes[0]);
  });
});

describe('metrics for Prometheus', () => {
  it('go on with the series of a name and labels', async () => {
    const metrics = new PrometheusMetrics();
    const terms = { name: 'ships_total', help: 'Ships', labels: { port: 'Derby' } };
    metrics.counter(terms).add();
    metrics.counter(terms).add(2);
    metrics.counter({ ...terms, labels: { port: 'London' } }).add();
    metrics.gauge({ name: 'draught_metres', help: 'Draught' }).set(7.5);
    const buckets = [1, 2];
    metrics.histogram({ name: 'cargo_bytes', help: 'Cargo', buckets }).observe(1.5);
    expect((await metrics.text()).split('\n').filter((line) => /^[a-z]/.test(line))).toEqual([
      'ships_total{port="Derby"} 3',
      'ships_total{port="London"} 1',
      'draught_metres 7.5',
      'cargo_bytes_bucket{le="1"} 0',
      'cargo_bytes_bucket{le="2"} 1',
      'cargo_bytes_bucket{le="+Inf"} 1',
      'cargo_bytes_sum 1.5',
      'cargo_bytes_count 1',
    ]);
    expect(metrics.contentType).toMatch(/^text\/plain/);
  });

  it('refuse a name for two kinds', () => {
    const metrics = new PrometheusMetrics();
    metrics.counter({ name: 'ships_total', help: 'Ships' });
    const gauge = () => metrics.gauge({ name: 'ships_total', help: 'Ships' });
    expect(gauge).toThrow(new TypeError('ships_total is a metric of another kind'));
  });

  it('stay in their own registry, or in the one given, where engines count together', async () => {
    const registry = new Registry();
    const ships = { name: 'ships_total', help: 'Ships' };
    new PrometheusMetrics(registry).counter(ships).add();
    new PrometheusMetrics(registry).counter(ships).add();
    new PrometheusMetrics().counter(ships).add();
    expect(await registry.getSingleMetricAsString('ships_total')).toContain('ships_total 2');
  });

  it('take times that do not go back', () => {
    const metrics = new PrometheusMetrics();
    const start = metrics.now();
    expect(metrics.now() - start).toBeGreaterThanOrEqual(0);
    expect(metrics.now() - start).toBeLessThan(10);
  });
});
