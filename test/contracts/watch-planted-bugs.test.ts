import { jest } from '@jest/globals';
import type { Watch } from '../../src/ports/watch.js';
import { edges, ends, exactZeros, removals, type Trapped } from '../support/watch-traps.js';

const LIMITS = '../../src/watch/trigger-limits.js';
const HEAP = '../../src/watch/factor-heap.js';

/** The fast watch, with a bug in the place of a module of its. */
async function withBug(
  path?: string,
  bug: (sound: Record<string, unknown>) => Record<string, unknown> = (sound) => sound,
): Promise<Trapped> {
  jest.resetModules();
  if (path !== undefined) {
    const sound = (await import(path)) as Record<string, unknown>;
    jest.resetModules();
    jest.unstable_mockModule(path, () => ({ ...sound, ...bug(sound) }));
  }
  const domain = await import('../../domain/index.js');
  const { TriggerWatch } = await import('../../src/watch/trigger-watch.js');
  return { domain, watch: () => new TriggerWatch() };
}

async function withNaive(): Promise<Trapped> {
  const domain = await import('../../domain/index.js');
  const { NaiveWatch } = await import('../../src/watch/naive-watch.js');
  return { domain, watch: (): Watch => new NaiveWatch() };
}

/** What a trap finds, or that the watch broke in it. */
function caught(trap: (trapped: Trapped) => number, trapped: Trapped): number {
  try {
    return trap(trapped);
  } catch {
    return Infinity;
  }
}

const TRAPS = { exactZeros, edges, ends, removals };

describe('traps for bugs of a watch', () => {
  afterEach(() => {
    jest.unstable_unmockModule?.(LIMITS);
    jest.unstable_unmockModule?.(HEAP);
  });

  it.each(Object.entries(TRAPS))('%s find nothing in the fast watch', async (_, trap) => {
    expect(trap(await withBug())).toBe(0);
  });

  it.each(Object.entries(TRAPS))('%s find nothing in the naive watch', async (_, trap) => {
    expect(trap(await withNaive())).toBe(0);
  });

  it('catch a bound that is too small by 2^10', async () => {
    const bug = await withBug(LIMITS, ({ BAND }) => ({ BAND: Number(BAND) * 2 ** -10 }));
    expect(caught(exactZeros, bug)).toBeGreaterThan(5);
  });

  it('catch a tier guard that is left out', async () => {
    const bug = await withBug(LIMITS, () => ({ PIECE_GUARD: 0, EDGE_INSIDE: 0 }));
    expect(caught(edges, bug)).toBeGreaterThan(20);
  });

  it('catch an interval that is rounded outward', async () => {
    const bug = await withBug(LIMITS, () => ({
      INWARD_LOW: 1 - 2 ** -23,
      INWARD_HIGH: 1 + 2 ** -23,
    }));
    expect(caught(ends, bug)).toBeGreaterThan(20);
  });

  it('catch a removal that is missed', async () => {
    const bug = await withBug(HEAP, ({ FactorHeap }) => {
      const Sound = FactorHeap as new (...parts: never[]) => object;
      return {
        FactorHeap: class extends Sound {
          remove(): void {
            // Nothing is taken out.
          }
        },
      };
    });
    expect(caught(removals, bug)).toBeGreaterThan(0);
  });

  it('catch an account that is never forgotten', async () => {
    const { domain, watch } = await withBug();
    const forgetful = (): Watch => Object.assign(watch(), { remove: () => undefined });
    expect(caught(removals, { domain, watch: forgetful })).toBeGreaterThan(5);
  });
});
