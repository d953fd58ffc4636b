import { Dec, newAccount } from '../../domain/index.js';
import { LmdbAccountStore } from '../../src/adapters/lmdb/lmdb-account-store.js';
import type { PortFailure } from '../../src/ports/port-failure.js';

// Saves until the disk is full, and tells what the store then has and still does.
const store = await LmdbAccountStore.open(process.argv[2]!);
const holder = (id: string) => {
  const spot = new Dec('1'.repeat(300));
  const wallets = new Map([['USD', new Map([['spot' as const, spot]])]]);
  return { ...newAccount(id), wallets };
};
let saves = 0;
let failure: PortFailure | undefined;
while (failure === undefined && saves < 100) {
  const names = Array.from({ length: 500 }, (_, index) => `a${saves}-${index}`);
  try {
    await store.save(names.map(holder), saves + 1);
    saves += 1;
  } catch (problem) {
    failure = problem as PortFailure;
  }
}
const [accounts, whole] = [(await store.ids()).length, await store.whole()];
const small = await store.save([holder('a0-0')], saves).then(
  () => 'saved',
  (problem: Error) => problem.message,
);
const { name, retryable, message } = failure ?? {};
console.log(JSON.stringify({ saves, accounts, whole, small, name, retryable, message }));
await store.close();
