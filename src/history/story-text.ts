import { text, type AccountEvent, type Configuration } from '../../domain/index.js';

type Event<T extends AccountEvent['type']> = Extract<AccountEvent, { type: T }>;

/** Why a case began, in one sentence. */
export function whyStarted(
  { pool, equity, maintenance, reason }: Event<'LiquidationStarted'>,
  { boundary, liquidation }: Configuration,
): string {
  const figures = `${equity} against ${maintenance}`;
  if (reason !== undefined) {
    return `the margin call of ${pool} was not cured in time: equity ${figures} of maintenance`;
  }
  const reached = boundary === 'below' ? 'fell below' : 'fell to';
  const ratio = text(liquidation.trigger);
  const line = ratio === '1' ? 'its maintenance margin' : `${ratio} times its maintenance margin`;
  return `equity of ${pool} ${reached} ${line}: ${figures}`;
}

/** Why this position and no other, in one sentence. */
export function whyChosen({
  side,
  instrument,
  ranking,
  stage,
}: Event<'CloseOutRequested'>): string {
  const [first, second] = ranking;
  const by = stage === undefined ? '' : `stage ${stage}, `;
  const what = `${by}closing ${side} ${instrument}`;
  if (first === undefined) return `${what}: the only one`;
  const profit = `its profit of ${first.profit}`;
  if (second === undefined) return `${what}: ${profit} is the only one left`;
  return `${what}: ${profit} ranks before ${second.profit} of ${second.position}`;
}

/** Why a case stopped, in one sentence. */
export function whyEnded(
  { outcome, equity, maintenance }: Event<'LiquidationEnded'>,
  { target }: Configuration['liquidation'],
): string {
  switch (outcome) {
    case 'restored': {
      const line = target.eq(1) ? maintenance : `${text(target)} times ${maintenance}`;
      return `stopped: equity ${equity} is above the target again, which is ${line}`;
    }
    case 'closed':
      return 'ended: no position is left and nothing is owed';
    case 'bankrupt':
      return 'ended: no position is left and more was lost than was there';
  }
}

/** What else an event says within a case, in one sentence. */
export function whatElse(event: AccountEvent): string {
  switch (event.type) {
    case 'PoolBankrupted':
      return `nothing is left, ${event.deficit} is owed`;
    case 'DeficitCovered':
      return `the insurance fund paid ${event.amount} ${event.asset}`;
    case 'DeficitPaid':
      return `${event.by} paid ${event.amount} ${event.asset}`;
    case 'NegativeBalanceCarried':
      return `${event.amount} ${event.asset} are carried as a debt`;
    case 'LossAbsorbed':
      return `the venue absorbed ${event.amount} ${event.asset}`;
    case 'RemainderTaken':
      return `${event.amount} ${event.asset} that were left went to the ${event.to}`;
    case 'StageEntered':
      return `stage ${event.stage} begins${whereBegun(event)}: equity ${against(event)}`;
    case 'StageActed': {
      const until = event.until === undefined ? '' : `, and not again before ${event.until}`;
      const often = `${timesOf(event.acted)}${until}`;
      return `stage ${event.stage} has acted ${often}: equity ${against(event)}`;
    }
    case 'StageLeft':
      return `stage ${event.stage} is over: equity ${against(event)}`;
    case 'FundTookOver':
      return (
        `the insurance fund took ${event.quantity} ${event.instrument} over at ${event.price} ` +
        `and closed it at ${event.mark}: a gain of ${event.gain} ${event.asset}`
      );
    case 'OrderReleased':
      return `the open order ${event.order} was cancelled`;
    default:
      return wordsOf(event);
  }
}

function against({ equity, maintenance }: Event<'StageEntered' | 'StageActed' | 'StageLeft'>) {
  return `${equity} against ${maintenance} of maintenance`;
}

function whereBegun({ at, do: what }: Event<'StageEntered'>): string {
  return at === undefined ? ` (${what})` : ` (${what}, at ${at} times the maintenance margin)`;
}

function timesOf(acted: number): string {
  return acted === 1 ? 'once' : `${acted} times`;
}

/** An event that needs no sentence of its own: its name, and the amount that it names. */
export function wordsOf(event: { readonly type: string }): string {
  const words = event.type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const { amount, asset, position } = event as Partial<
    Record<'amount' | 'asset' | 'position', string>
  >;
  const sum = amount === undefined ? '' : ` ${amount} ${asset ?? ''}`.trimEnd();
  return `${words}${sum}${position === undefined ? '' : ` of ${position}`}`;
}
