import type { AccountEvent, CallCure, NotificationTopic } from '../../domain/index.js';

/** The words of one notification. */
export interface Wording {
  readonly title: string;
  readonly text: string;
}

/** What a template may say beside what the event itself says. */
export interface WordingContext {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly settlement: string;
}

type EventOf<T extends AccountEvent['type']> = Extract<AccountEvent, { type: T }>;

/** How an event is told; undefined words: this one is not. */
export interface Template<T extends AccountEvent['type']> {
  /** One topic, or the one that the event itself decides. */
  readonly topic: NotificationTopic | ((event: EventOf<T>) => NotificationTopic);
  words(event: EventOf<T>, context: WordingContext): Wording | undefined;
}

/** Templates by event type; an event without one is never told. */
export type Templates = { readonly [T in AccountEvent['type']]?: Template<T> };

type Closing = EventOf<'PositionReduced' | 'PositionClosed'>;

function closingTopic({ protective }: Closing): NotificationTopic {
  return protective === undefined ? 'liquidation' : 'protection';
}

/** The holder's own closes are no news; those of a liquidation or a protective order are. */
function closeOut(event: Closing, { at }: WordingContext): Wording | undefined {
  const { closeOut, protective, stage, quantity, instrument, side, price, profit, fee } = event;
  if ((closeOut ?? protective ?? stage) === undefined) return undefined;
  return {
    title: `${instrument}: ${quantity} closed at ${price}`,
    text:
      `At ${at} ${quantity} ${instrument} ${side} were closed at ${price}. ` +
      `Profit ${profit}, fee ${fee}.`,
  };
}

function cureInWords(cure: CallCure | null): string {
  if (cure === null) return '';
  const { amount, asset, close } = cure;
  const add = ` Adding ${amount} ${asset} lifts the call`;
  if (close === null) return `${add}; closing positions cannot.`;
  const closes = close.map(({ quantity, instrument, side }) => `${quantity} ${instrument} ${side}`);
  return `${add}, or closing ${closes.join(' and ')}.`;
}

/** The words the engine brings; bind others by event type beside them. */
export const TEMPLATES: Templates = {
  MarginAlertRaised: {
    topic: 'alert',
    words: ({ pool, measure, threshold, value }, { at }) => ({
      title: `Margin alert: ${measure} at ${threshold}`,
      text: `At ${at} the ${measure} of pool ${pool} was ${value} and had reached ${threshold}.`,
    }),
  },
  MarginAlertCleared: {
    topic: 'alert',
    words: ({ pool, measure, threshold, value }, { at }) => ({
      title: `Margin alert cleared: ${measure} at ${threshold}`,
      text: `At ${at} the ${measure} of pool ${pool} was ${value}, clear of ${threshold} again.`,
    }),
  },
  MarginCallIssued: {
    topic: 'call',
    words: ({ pool, equity, maintenance, cure, deadline }, { at, settlement }) => ({
      title: `Margin call on pool ${pool}`,
      text:
        `At ${at} the equity of pool ${pool} was ${equity} ${settlement}, ` +
        `its maintenance margin ${maintenance}.${cureInWords(cure)}` +
        (deadline === undefined ? '' : ` Without a cure it is liquidated from ${deadline} on.`),
    }),
  },
  MarginCallLifted: {
    topic: 'call',
    words: ({ pool, equity, maintenance }, { at, settlement }) => ({
      title: `Margin call on pool ${pool} lifted`,
      text:
        `At ${at} the equity of pool ${pool} was ${equity} ${settlement}, ` +
        `its maintenance margin ${maintenance}.`,
    }),
  },
  LiquidationStarted: {
    topic: 'liquidation',
    words: ({ pool, equity, maintenance, reason }, { at, settlement }) => ({
      title: `Liquidation of pool ${pool} has begun`,
      text:
        `At ${at} the equity of pool ${pool} was ${equity} ${settlement}, ` +
        `its maintenance margin ${maintenance}. Positions are being closed` +
        (reason === undefined ? '.' : ', because its margin call was not cured in time.'),
    }),
  },
  StageEntered: {
    topic: ({ case: open }) => (open === undefined ? 'alert' : 'liquidation'),
    words: ({ pool, stage, at: level, equity, maintenance }, { at, settlement }) => ({
      title: `Stage ${stage} of pool ${pool} begins`,
      text:
        `At ${at} the equity of pool ${pool} was ${equity} ${settlement}, ` +
        `its maintenance margin ${maintenance}` +
        (level === undefined ? '.' : `: at or below ${level} times of it.`),
    }),
  },
  StageLeft: {
    topic: 'alert',
    words: ({ pool, stage, equity, maintenance }, { at, settlement }) => ({
      title: `Stage ${stage} of pool ${pool} is over`,
      text:
        `At ${at} the equity of pool ${pool} was ${equity} ${settlement}, ` +
        `its maintenance margin ${maintenance}.`,
    }),
  },
  PositionReduced: { topic: closingTopic, words: closeOut },
  PositionClosed: { topic: closingTopic, words: closeOut },
  ProtectionTriggered: {
    topic: 'protection',
    words: ({ instrument, cause, quantity, side, on, trigger, price }, { at }) => ({
      title: `${instrument}: ${cause} triggered`,
      text:
        `At ${at} the ${cause} of ${quantity} ${instrument} ${side} was triggered` +
        (on === undefined ? '.' : `: the ${on} price was ${price} and had reached ${trigger}.`),
    }),
  },
  ProtectiveOrderUnfilled: {
    topic: 'protection',
    words: ({ quantity, instrument, reason }, { at }) => ({
      title: `${instrument}: ${quantity} could not be closed`,
      text: `At ${at} ${quantity} ${instrument} stayed open: ${reason}. It is tried again.`,
    }),
  },
  LossLimitReached: {
    topic: 'protection',
    words: ({ scope, loss, limit, policy }, { at, settlement }) => ({
      title: `Loss limit of the ${scope === 'daily' ? 'day' : scope} reached`,
      text:
        `At ${at} the loss was ${loss} ${settlement} and had reached ${limit}. ` +
        (policy === 'close' ? 'What it covers is being closed.' : 'New risk is barred.'),
    }),
  },
  CloseOutUnfilled: {
    topic: 'liquidation',
    words: ({ quantity, instrument, reason }, { at }) => ({
      title: `${instrument}: ${quantity} could not be closed`,
      text: `At ${at} ${quantity} ${instrument} stayed open: ${reason}. It is tried again.`,
    }),
  },
  LiquidationEnded: {
    topic: 'liquidation',
    words: ({ pool, outcome, equity }, { at, settlement }) => ({
      title: `Liquidation of pool ${pool} has ended: ${outcome}`,
      text: `At ${at} the equity of pool ${pool} was ${equity} ${settlement}.`,
    }),
  },
  PoolBankrupted: {
    topic: 'liquidation',
    words: ({ pool, deficit }, { at, settlement }) => ({
      title: `Pool ${pool} is bankrupt`,
      text: `At ${at} pool ${pool} owed ${deficit} ${settlement} with no position left.`,
    }),
  },
  PositionDeleveraged: {
    topic: 'liquidation',
    words: ({ instrument, side, quantity, price, against, queue }, { at }) => ({
      title: `${quantity} ${instrument} deleveraged`,
      text:
        `At ${at} ${quantity} ${instrument} ${side} were closed at ${price}` +
        (against === undefined ? '' : ` against ${against}, which could not pay`) +
        (queue === undefined ? '.' : `: rank ${queue.rank} of ${queue.of} by ${queue.ranking}.`),
    }),
  },
  LossShared: {
    topic: 'liquidation',
    words: ({ amount, asset, instrument, against, profit, total }, { at, settlement }) => ({
      title: `${amount} ${asset} of a loss in ${instrument}`,
      text:
        `At ${at} ${amount} ${asset} were taken for what ${against} could not pay, in proportion ` +
        `to a profit of ${profit} ${settlement} among ${total}.`,
    }),
  },
  ProfitClaimed: {
    topic: 'liquidation',
    words: ({ amount, asset, instrument, against }, { at }) => ({
      title: `${amount} ${asset} of the profit in ${instrument} are a claim`,
      text:
        `At ${at} ${against} could not pay. ${amount} ${asset} of the profit are owed to the ` +
        'account and paid once the insurance fund holds money.',
    }),
  },
  ClaimRepaid: {
    topic: 'liquidation',
    words: ({ amount, asset, left }, { at }) => ({
      title: `${amount} ${asset} of a claim paid`,
      text: `At ${at} the insurance fund paid ${amount} ${asset}; ${left} are still claimed.`,
    }),
  },
  NegativeBalanceCarried: {
    topic: 'debt',
    words: ({ amount, asset }, { at }) => ({
      title: `A debt of ${amount} ${asset}`,
      text: `Since ${at} the account owes ${amount} ${asset}; new risk and withdrawals wait.`,
    }),
  },
  NegativeBalanceRepaid: {
    topic: 'debt',
    words: ({ amount, asset }, { at }) => ({
      title: `${amount} ${asset} of the debt repaid`,
      text: `At ${at} ${amount} ${asset} of the account's debt were repaid.`,
    }),
  },
  LossAbsorbed: {
    topic: 'debt',
    words: ({ amount, asset }, { at }) => ({
      title: `${amount} ${asset} absorbed`,
      text: `At ${at} the venue bore ${amount} ${asset} that the account owed.`,
    }),
  },
};
