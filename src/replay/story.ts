import type { AccountEvent } from '../../domain/index.js';
import type { StoryLine } from './replay-report.js';

/** What an event adds to the story of a liquidation, if anything. */
export function storyLine(event: AccountEvent, at: string): StoryLine | undefined {
  switch (event.type) {
    case 'LiquidationStarted': {
      const { equity, maintenance, pool } = event;
      const text = `equity of ${pool} fell to its maintenance margin`;
      return { at, kind: 'started', text, equity, maintenance };
    }
    case 'CloseOutRequested': {
      const { instrument, quantity, equity, maintenance } = event;
      const text = `closing ${event.side} ${instrument}: ${whyFirst(event)}`;
      return { at, kind: 'close-out', text, instrument, quantity, equity, maintenance };
    }
    case 'PositionClosed':
    case 'PositionReduced': {
      if (event.closeOut === undefined) return undefined;
      const { instrument, quantity, price, profit, fee } = event;
      const text = fee === '0' ? 'filled' : `filled, liquidation fee ${fee}`;
      return { at, kind: 'close-out', text, instrument, quantity, price, profit };
    }
    case 'CloseOutUnfilled': {
      const { instrument, quantity, reason } = event;
      return { at, kind: 'unfilled', text: `left open: ${reason}`, instrument, quantity };
    }
    case 'PoolBankrupted':
      return { at, kind: 'deficit', text: `nothing is left, ${event.deficit} is owed` };
    case 'DeficitCovered':
      return {
        at,
        kind: 'deficit',
        text: `the insurance fund paid ${event.amount} ${event.asset}`,
      };
    case 'NegativeBalanceCarried':
      return { at, kind: 'deficit', text: `${event.amount} ${event.asset} are carried as a debt` };
    case 'LossAbsorbed':
      return { at, kind: 'deficit', text: `the venue absorbed ${event.amount} ${event.asset}` };
    case 'LiquidationEnded': {
      const { outcome, equity, maintenance } = event;
      return { at, kind: 'ended', text: ENDINGS[outcome], equity, maintenance };
    }
    default:
      return undefined;
  }
}

const ENDINGS = {
  restored: 'stopped: equity is above the target again',
  closed: 'ended: no position is left and nothing is owed',
  bankrupt: 'ended: no position is left and more was lost than was there',
} as const;

type Requested = Extract<AccountEvent, { type: 'CloseOutRequested' }>;

function whyFirst({ ranking }: Requested): string {
  const [first, second] = ranking;
  if (first === undefined) return 'the only one';
  if (second === undefined) return `its profit of ${first.profit} is the only one left`;
  return `its profit of ${first.profit} ranks before ${second.profit} of ${second.position}`;
}
