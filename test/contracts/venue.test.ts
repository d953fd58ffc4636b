import { Dec, type CloseOutRequest } from '../../domain/index.js';
import { ScriptedVenue } from '../../src/adapters/scripted-venue.js';
import { SimulatedVenue, type VenueBehaviour } from '../../src/adapters/simulated-venue.js';
import type { Venue, VenueAnswer } from '../../src/ports/ports.js';

const market = {
  markOf: (id: string) => (id === 'BTC-PERP' ? new Dec('100') : undefined),
  lotOf: () => new Dec('0.01'),
};

function simulated(behaviour: Partial<VenueBehaviour> = {}): SimulatedVenue {
  return new SimulatedVenue(market, { seed: 7, ...behaviour });
}

function scripted(fills: readonly { price: string; quantity?: string }[] = []): ScriptedVenue {
  const venue = new ScriptedVenue((id) => market.markOf(id)?.toFixed());
  if (fills.length > 0) venue.script('BTC-PERP', { fills, then: 'none' });
  return venue;
}

function request(order: string, more: Partial<CloseOutRequest> = {}): CloseOutRequest {
  return {
    account: 'a',
    pool: 'cross',
    order,
    instrument: 'BTC-PERP',
    position: 'BTC-PERP',
    side: 'long',
    type: 'market',
    quantity: new Dec('2'),
    ...more,
  };
}

function filledBy({ executions }: VenueAnswer): Dec {
  return executions.reduce((sum, { quantity }) => sum.plus(quantity), new Dec(0));
}

/** What any venue owes the engine, whatever it fills. */
const VENUES: readonly (readonly [string, () => Venue])[] = [
  ['a simulated venue', () => simulated()],
  [
    'a simulated venue with slippage and partial fills',
    () => simulated({ slippage: '0.02', partial: 0.5 }),
  ],
  ['a simulated venue that answers late', () => simulated({ partial: 0.5, latency: 2 })],
  [
    'a simulated venue that loses answers',
    () => simulated({ partial: 0.5, lostAnswer: 0.5, failure: 0.3 }),
  ],
  ['a scripted venue without a script', () => scripted()],
  ['a scripted venue', () => scripted([{ price: '99', quantity: '3' }, { price: '98.5' }])],
];

/** Asks again until the answer arrives, as the engine does. */
async function insist(venue: Venue, asked: CloseOutRequest): Promise<VenueAnswer> {
  for (;;) {
    const answer = await venue.close(asked).catch(() => undefined);
    if (answer !== undefined) return answer;
  }
}

describe.each(VENUES)('%s', (_, build) => {
  it('answers a repeated order id with the same fills', async () => {
    const venue = build();
    const first: VenueAnswer[] = [];
    for (let order = 0; order < 20; order += 1) {
      first.push(await insist(venue, request(`o${order}`)));
    }
    for (let order = 0; order < 20; order += 1) {
      expect(await insist(venue, request(`o${order}`))).toEqual(first[order]);
    }
  });

  it('never fills more than it was asked for, and says why it filled less', async () => {
    const venue = build();
    for (let order = 0; order < 20; order += 1) {
      const asked = request(`o${order}`);
      const answer = await insist(venue, asked);
      const filled = filledBy(answer);
      expect(filled.lte(asked.quantity)).toBe(true);
      if (filled.lt(asked.quantity)) expect(answer.reason).toMatch(/\w/);
      for (const { quantity, price } of answer.executions) {
        expect(quantity).toMatch(/^\d+(\.\d+)?$/);
        expect(price).toMatch(/^\d+(\.\d+)?$/);
        expect(new Dec(quantity).gt(0) && new Dec(price).gt(0)).toBe(true);
      }
    }
  });

  it('fills nothing of what has no price, and says so', async () => {
    const answer = await insist(build(), request('o', { instrument: 'NO-PERP' }));
    expect(answer.executions).toEqual([]);
    expect(answer.reason).toBe('there is no mark to fill at');
  });

  it('never fills beyond a limit', async () => {
    const venue = build();
    for (let order = 0; order < 20; order += 1) {
      const sell = await insist(venue, request(`s${order}`, { limit: new Dec('99.5') }));
      expect(sell.executions.every(({ price }) => new Dec(price).gte('99.5'))).toBe(true);
    }
  });
});

describe('a simulated venue', () => {
  const behaviour = { slippage: '0.02', partial: 0.4, failure: 0.2, lostAnswer: 0.2 };
  async function run(seed: number): Promise<unknown[]> {
    const venue = simulated({ ...behaviour, seed });
    const told: unknown[] = [];
    for (let order = 0; order < 40; order += 1) {
      told.push(await venue.close(request(`o${order}`)).catch((problem: Error) => problem.message));
    }
    return told;
  }

  it('does the same for the same seed, and something else for another', async () => {
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });

  it('fails, loses answers, fills partly and slips, each about as often as it is told to', async () => {
    const told = await run(11);
    const lost = told.filter((one) => typeof one === 'string');
    const partly = told.filter((one) => typeof one === 'object' && 'reason' in (one as object));
    expect(lost.length).toBeGreaterThan(5);
    expect(lost.length).toBeLessThan(28);
    expect(new Set(lost).size).toBe(2);
    expect(partly.length).toBeGreaterThan(3);
  });

  it('was filled although its answer was lost: asked again, it tells the same fill', async () => {
    const venue = simulated({ lostAnswer: 1, slippage: '0.02' });
    await expect(venue.close(request('o'))).rejects.toMatchObject({
      name: 'PortFailure',
      retryable: true,
    });
    const answer = await venue.close(request('o'));
    expect(filledBy(answer).toFixed()).toBe('2');
    expect(await venue.close(request('o'))).toEqual(answer);
  });

  it('was not filled when it failed: asked again, it fills or fails anew', async () => {
    const venue = simulated({ failure: 1 });
    for (let time = 0; time < 3; time += 1) {
      await expect(venue.close(request('o'))).rejects.toThrow('no connection');
    }
  });

  it('slips against the holder only: a long sells below the mark, a short buys above it', async () => {
    const venue = simulated({ slippage: '0.02' });
    let slipped = 0;
    for (let order = 0; order < 20; order += 1) {
      const sold = await venue.close(request(`s${order}`));
      const bought = await venue.close(request(`b${order}`, { side: 'short' }));
      const [sell, buy] = [sold, bought].map(({ executions }) => new Dec(executions[0]!.price));
      expect(sell!.lte(100) && sell!.gte(98)).toBe(true);
      expect(buy!.gte(100) && buy!.lte(102)).toBe(true);
      if (!sell!.eq(100)) slipped += 1;
    }
    expect(slipped).toBeGreaterThan(15);
  });

  it('takes its time to answer, and keeps nobody else waiting', async () => {
    const venue = simulated({ latency: 30 });
    const since = performance.now();
    await Promise.all(Array.from({ length: 20 }, (_, order) => venue.close(request(`o${order}`))));
    const passed = performance.now() - since;
    // A timer may fire a millisecond early, and twenty in a row would take 600.
    expect(passed).toBeGreaterThanOrEqual(28);
    expect(passed).toBeLessThan(500);
  });

  it('asked twice at once fills once', async () => {
    const venue = simulated({ latency: 5, partial: 0.9, slippage: '0.02' });
    const [first, second] = await Promise.all([
      venue.close(request('o')),
      venue.close(request('o')),
    ]);
    expect(second).toEqual(first);
  });
});

describe('a scripted venue', () => {
  it('fills by its script, one close-out after the other, and leaves the rest', async () => {
    const venue = scripted([{ price: '99', quantity: '3' }, { price: '98' }]);
    expect(await venue.close(request('o1'))).toEqual({
      executions: [{ quantity: '2', price: '99' }],
    });
    expect(await venue.close(request('o2'))).toEqual({
      executions: [
        { quantity: '1', price: '99' },
        { quantity: '1', price: '98' },
      ],
    });
    expect(await venue.close(request('o3'))).toEqual({
      executions: [],
      reason: 'nobody took the other side',
    });
  });

  it('fills the rest at the mark where the script says so, and forgets it for a new one', async () => {
    const venue = scripted();
    venue.script('BTC-PERP', { fills: [{ price: '99', quantity: '0.5' }], then: 'mark' });
    expect((await venue.close(request('o1'))).executions).toEqual([
      { quantity: '0.5', price: '99' },
      { quantity: '1.5', price: '100' },
    ]);
    venue.script('BTC-PERP', { fills: [{ price: '97' }], then: 'none' });
    expect((await venue.close(request('o2'))).executions).toEqual([{ quantity: '2', price: '97' }]);
  });
});
