import type { Instant } from '../kernel/index.js';
import type { Instrument } from './instrument.js';

/** The instrument with the margin schedule that is in force at an instant. */
export function versionAt(instrument: Instrument, now: Instant): Instrument {
  const { versions } = instrument;
  if (versions === undefined) return instrument;
  let current = versions[0]!.instrument;
  for (const version of versions) {
    if (version.change !== undefined && version.change.at <= now) current = version.instrument;
  }
  return current;
}

/** Instruments with the schedules that are in force at an instant; the same map if none changes. */
export function instrumentsAt(
  instruments: ReadonlyMap<string, Instrument>,
  now: Instant,
): ReadonlyMap<string, Instrument> {
  let changed: Map<string, Instrument> | undefined;
  for (const [id, instrument] of instruments) {
    const current = versionAt(instrument, now);
    if (current === instrument) continue;
    changed ??= new Map(instruments);
    changed.set(id, current);
  }
  return changed ?? instruments;
}
