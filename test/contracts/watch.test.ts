import fc from 'fast-check';
import { NaiveWatch } from '../../src/watch/naive-watch.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import { watchDayArbitrary } from '../support/watch-day.js';
import { CheckedWatch, EverybodyWatch, playTogether } from '../support/watch-lockstep.js';

const RUNS = 60;
const SEED = 20_260;

/** What has to happen in all days together at the least, so that nothing goes untested. */
const LEAST: Readonly<Record<string, number>> = {
  MarginAlertRaised: 300,
  MarginAlertCleared: 150,
  MarginCallIssued: 60,
  MarginCallLifted: 10,
  LiquidationStarted: 100,
  PoolBankrupted: 50,
  StageEntered: 60,
  StageLeft: 30,
  StageActed: 15,
  'ProtectionTriggered stop-loss': 3,
  'ProtectionTriggered take-profit': 3,
  'ProtectionTriggered trailing': 3,
  'ProtectionTriggered loss-limit': 3,
  InterestCharged: 10,
  ScheduleInForce: 1,
};

describe('every watch', () => {
  it('leads to the very events that an engine comes to without one', async () => {
    const happened = new Map<string, number>();
    const named = { everybody: 0, naive: 0, trigger: 0 };
    await fc.assert(
      fc.asyncProperty(watchDayArbitrary, async (day) => {
        const everybody = new CheckedWatch(new EverybodyWatch());
        const naive = new CheckedWatch(new NaiveWatch());
        const trigger = new CheckedWatch(new TriggerWatch());
        for (const [what, times] of await playTogether(day, [everybody, naive, trigger])) {
          happened.set(what, (happened.get(what) ?? 0) + times);
        }
        named.everybody += everybody.named;
        named.naive += naive.named;
        named.trigger += trigger.named;
      }),
      { numRuns: RUNS, seed: SEED },
    );
    const rare = Object.entries(LEAST).filter(([what, least]) => (happened.get(what) ?? 0) < least);
    expect(rare.map(([what]) => `${what}: ${happened.get(what) ?? 0}`)).toEqual([]);
    // Each of them has to save something, or it was not tried.
    expect(named.naive).toBeLessThan(named.everybody * 0.9);
    expect(named.trigger).toBeLessThan(named.naive * 0.8);
  }, 600_000);
});
