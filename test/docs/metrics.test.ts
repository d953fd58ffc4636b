import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountEvent } from '../../domain/index.js';
import { EngineMetrics } from '../../src/application/engine-metrics.js';
import type { Envelope } from '../../src/ports/ports.js';
import { RecordingMetrics, type Recorded } from '../support/recording-metrics.js';
import { repositoryRoot } from '../support/shared-material.js';

/** Everything an engine can count, made by counting one of each. */
async function allMetrics(): Promise<readonly Recorded[]> {
  const recording = new RecordingMetrics();
  const metrics = new EngineMetrics(recording);
  await metrics.counted([{ type: 'retry' }], () => Promise.resolve([]), (answers) => answers);
  const event = { type: 'LiquidationEnded', outcome: 'closed' } as AccountEvent;
  metrics.appended([{ event } as Envelope]);
  return recording.made;
}

function unitOf({ name, kind }: Recorded): string | undefined {
  if (name.endsWith('_seconds')) return 'seconds';
  if (name.endsWith('_total') !== (kind === 'counter')) return 'a count that ends with _total';
  return undefined;
}

describe('the reference of metrics', () => {
  const rows = readFileSync(join(repositoryRoot, 'docs/reference/metrics.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

  it('lists each metric with its type, its unit and its labels, and no other', async () => {
    const made = await allMetrics();
    expect(rows.map(([name = '', type, , labels]) => ({ name, type, labels })).toSorted(byName)).toEqual(
      made
        .map(({ name, kind, labels = {} }) => ({
          name: `\`${name}\``,
          type: kind,
          labels: Object.keys(labels).join(', '),
        }))
        .toSorted(byName),
    );
    for (const one of made) {
      const [, , unit, , meaning = ''] = rows.find(([name]) => name === `\`${one.name}\``)!;
      expect(unit).toMatch(/^[a-z]+$/);
      expect([unit, undefined]).toContain(unitOf(one));
      expect(meaning.length).toBeGreaterThan(15);
      expect(one.name).toMatch(/^plimsoll_[a-z_]+$/);
      expect(one.help).not.toBe('');
    }
  });
});

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
