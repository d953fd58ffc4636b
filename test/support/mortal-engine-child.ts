import { CachedAccountStore } from '../../src/adapters/cached-account-store.js';
import { DurableFileJournal } from '../../src/adapters/durable-file-journal.js';
import { LmdbAccountStore } from '../../src/adapters/lmdb/lmdb-account-store.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Command } from '../../src/application/commands.js';

// Trades for as long as it lives, and tells of each answer; whoever started it kills it.
const [folder = '', cached = 'cached', seed = '1'] = process.argv.slice(2);
const store = await LmdbAccountStore.open(`${folder}/accounts`);
const limits = { accounts: 5, unsaved: 7 };
const accounts = cached === 'cached' ? new CachedAccountStore(store, limits) : store;
const journal = new DurableFileJournal(`${folder}/events.jsonl`);
const clock = new FixedClock();
const engine = new PlimsollContainer(partsModule({ accounts, journal, clock })).engine();
await engine.restore();
console.log(`whole ${await store.whole()}`);

const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
const names = ['A', 'B', 'C'];
const setup: Command[] = [
  { type: 'setConfiguration', configuration: { engine: { insuranceFund: { USD: '1000' } } } },
  ...names.map((id): Command => {
    return {
      type: 'listInstrument',
      instrument: { id, kind: 'linear', base: id, quote: 'USD', margin },
    };
  }),
  { type: 'mark', marks: { A: '100', B: '100', C: '100' } },
];
if ((await engine.accountIds()).length === 0) await engine.handleTogether(setup);

let drawn = Number(seed);
const draw = (below: number): number => {
  drawn = (drawn * 48_271) % 2_147_483_647;
  return drawn % below;
};
for (;;) {
  const account = `h${draw(30)}`;
  const instrument = names[draw(3)]!;
  const commands: Command[] = [
    { type: 'deposit', account, asset: 'USD', amount: String(1 + draw(200)) },
    {
      type: 'open',
      account,
      instrument,
      side: draw(2) === 0 ? 'long' : 'short',
      quantity: String(1 + draw(5)),
      price: '100',
    },
    { type: 'mark', marks: { [instrument]: String(80 + draw(41)) } },
  ];
  await engine.handle(commands[draw(3)]!);
  console.log('answered');
}
