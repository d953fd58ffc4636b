import {
  Dec,
  Exact,
  ZERO,
  instrumentOf,
  isoOf,
  text,
  valueAt,
  valueSign,
  type AccountEvent,
  type Instrument,
  type MarginModels,
  type LiquidationOutcome,
  type Side,
} from '../../domain/index.js';
import type { Tape } from '../history/tape.js';
import type { Envelope } from '../ports/ports.js';

/** One fill against the plan. Slippage is a cost: positive when it was worse than planned. */
export interface ReportedFill {
  readonly at: string;
  readonly quantity: string;
  readonly price: string;
  /** In the pay asset; null without a planned price. */
  readonly slippage: string | null;
  /** Hundredths of a percent of the value at the planned price. */
  readonly basisPoints: string | null;
}

/** One order that the venue was asked for. */
export interface ReportedOrder {
  readonly order: string;
  readonly at: string;
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
  readonly type: 'market' | 'limit';
  readonly limit?: string;
  /** Contracts asked for. */
  readonly quantity: string;
  /** A close-out: the mark when it was asked for. A protective order: its trigger price. */
  readonly planned: string | null;
  readonly fills: readonly ReportedFill[];
  /** Profit realized and fee paid, in the pay asset. */
  readonly asset: string;
  readonly profit: string;
  readonly fee: string;
  /** What was left open, and why. */
  readonly unfilled?: { readonly quantity: string; readonly reason: string };
}

/** What all fills of a case in one pay asset came to. */
export interface ReportedTotal {
  readonly asset: string;
  readonly slippage: string;
  readonly basisPoints: string | null;
  readonly profit: string;
  readonly fee: string;
}

/** One liquidation case, or one protective order, from its begin to its end. */
export interface ExecutionReport {
  readonly case: string;
  readonly kind: 'liquidation' | 'protection';
  readonly pool: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly outcome?: LiquidationOutcome;
  readonly orders: readonly ReportedOrder[];
  readonly totals: readonly ReportedTotal[];
}

interface OpenOrder extends Omit<ReportedOrder, 'fills' | 'unfilled'> {
  readonly terms: Instrument;
  readonly executed: { readonly at: string; readonly quantity: Dec; readonly price: Dec }[];
  profit: string;
  fee: string;
  unfilled?: { readonly quantity: string; readonly reason: string };
}

interface OpenReport extends Omit<ExecutionReport, 'orders' | 'totals'> {
  endedAt?: string;
  outcome?: LiquidationOutcome;
  readonly orders: OpenOrder[];
}

type Sent = Extract<AccountEvent, { type: 'CloseOutRequested' | 'ProtectiveOrderSent' }>;
type Closed = Extract<AccountEvent, { type: 'PositionClosed' | 'PositionReduced' }>;

/**
 * Planned against executed prices of everything the engine closed at the venue for an account, from
 * the tape alone: each fill, each order, each case. All figures are exact.
 */
export function executionReports(tape: Tape, account: string): ExecutionReport[] {
  const reader = new ExecutionReader(account, tape.models);
  for (const envelope of tape) reader.take(envelope);
  return reader.reports();
}

/** Reads the tape once, keeping the instruments and marks as they were at each event. */
class ExecutionReader {
  private readonly instruments = new Map<string, Instrument>();
  private readonly marks = new Map<string, string>();
  private readonly cases = new Map<string, OpenReport>();
  private readonly orders = new Map<string, OpenOrder>();
  /** What each pool and position is being closed for: the case, and the trigger price. */
  private readonly closings = new Map<string, { id: string; trigger?: string }>();

  constructor(
    private readonly account: string,
    private readonly models: MarginModels | undefined,
  ) {}

  reports(): ExecutionReport[] {
    return [...this.cases.values()].map(({ orders, ...rest }) => ({
      ...rest,
      orders: orders.map(reported),
      totals: totalsOf(orders),
    }));
  }

  take({ at, event }: Envelope): void {
    const time = isoOf(at);
    if (event.type === 'InstrumentListed') {
      this.instruments.set(event.instrument.id, instrumentOf(event.instrument, {}, this.models));
    } else if (event.type === 'MarksAdvanced') {
      for (const [id, mark] of Object.entries(event.marks)) this.marks.set(id, mark);
    } else if ('account' in event && event.account === this.account) {
      this.takeOwn(event, time);
    }
  }

  private takeOwn(event: AccountEvent, at: string): void {
    switch (event.type) {
      case 'LiquidationStarted':
        this.open(event.case, 'liquidation', event.pool, at);
        return;
      case 'ProtectionTriggered': {
        const id = `${event.pool} ${event.position}`;
        const closing = event.protection.closing?.id ?? id;
        const { trigger } = event;
        this.closings.set(id, { id: closing, ...(trigger === undefined ? {} : { trigger }) });
        this.open(closing, 'protection', event.pool, at);
        return;
      }
      case 'CloseOutRequested':
        this.send(event, event.case, at, this.marks.get(event.instrument), event.limit);
        return;
      case 'ProtectiveOrderSent': {
        const closing = this.closings.get(`${event.pool} ${event.position}`);
        const planned = closing?.trigger ?? this.marks.get(event.instrument);
        this.send(event, closing?.id ?? event.order, at, planned);
        return;
      }
      case 'PositionClosed':
      case 'PositionReduced':
        this.fill(event, at);
        return;
      case 'CloseOutUnfilled':
      case 'ProtectiveOrderUnfilled': {
        const order = this.orders.get(event.order);
        if (order !== undefined) {
          order.unfilled = { quantity: event.quantity, reason: event.reason };
        }
        return;
      }
      case 'LiquidationEnded': {
        const open = this.cases.get(event.case);
        if (open !== undefined) Object.assign(open, { endedAt: at, outcome: event.outcome });
        return;
      }
      default:
    }
  }

  private open(id: string, kind: ExecutionReport['kind'], pool: string, startedAt: string): void {
    this.cases.set(id, { case: id, kind, pool, startedAt, orders: [] });
  }

  private send(event: Sent, id: string, at: string, planned?: string, limit?: string): void {
    const terms = this.instruments.get(event.instrument);
    if (terms === undefined) return;
    const { order, instrument, position, side, quantity } = event;
    const open: OpenOrder = {
      order,
      at,
      instrument,
      position,
      side,
      type: limit === undefined ? 'market' : 'limit',
      ...(limit === undefined ? {} : { limit }),
      quantity,
      planned: planned ?? null,
      asset: terms.payAsset,
      profit: '0',
      fee: '0',
      terms,
      executed: [],
    };
    this.orders.set(order, open);
    this.cases.get(id)?.orders.push(open);
  }

  private fill(event: Closed, at: string): void {
    const order = this.orders.get(event.closeOut ?? event.protective ?? '');
    if (order === undefined) return;
    const { price, quantity } = event;
    for (const one of event.executions ?? [{ quantity, price }]) {
      order.executed.push({ at, quantity: new Dec(one.quantity), price: new Dec(one.price) });
    }
    order.profit = event.profit;
    order.fee = event.fee;
    if (event.protective === undefined || order.executed.length === 0) return;
    const id = this.closings.get(`${event.pool} ${event.position}`)?.id ?? '';
    const open = this.cases.get(id);
    if (open !== undefined && event.after === null) open.endedAt = at;
  }
}

function reported({ terms, executed, ...order }: OpenOrder): ReportedOrder {
  const fills = executed.map(({ at, quantity, price }): ReportedFill => {
    const cost = slippageOf(terms, order, quantity, price);
    const value = plannedValue(terms, order, quantity);
    return {
      at,
      quantity: text(quantity),
      price: text(price),
      slippage: cost === undefined ? null : cost.toString(),
      basisPoints: basisPoints(cost, value),
    };
  });
  return { ...order, fills };
}

/** What a fill cost against the plan, in the pay asset; negative when it was better. */
function slippageOf(
  terms: Instrument,
  order: Pick<OpenOrder, 'planned' | 'side'>,
  quantity: Dec,
  price: Dec,
): Exact | undefined {
  if (order.planned === null) return undefined;
  const worse = valueAt(terms, quantity, new Dec(order.planned)).minus(
    valueAt(terms, quantity, price),
  );
  return valueSign(terms, order) > 0 ? worse : worse.negated();
}

function plannedValue(
  terms: Instrument,
  { planned }: Pick<OpenOrder, 'planned'>,
  quantity: Dec,
): Exact {
  return planned === null ? Exact.ZERO : valueAt(terms, quantity, new Dec(planned)).abs();
}

function basisPoints(cost: Exact | undefined, value: Exact): string | null {
  if (cost === undefined || value.sign() === 0) return null;
  return cost.scaled(new Dec(10_000)).toRational().over(value.toRational()).toString();
}

function totalsOf(orders: readonly OpenOrder[]): ReportedTotal[] {
  const assets = [...new Set(orders.map(({ asset }) => asset))];
  return assets.map((asset) => {
    let slippage = Exact.ZERO;
    let value = Exact.ZERO;
    let profit = ZERO;
    let fee = ZERO;
    for (const order of orders.filter((one) => one.asset === asset)) {
      profit = profit.plus(order.profit);
      fee = fee.plus(order.fee);
      for (const { quantity, price } of order.executed) {
        slippage = slippage.plus(slippageOf(order.terms, order, quantity, price) ?? Exact.ZERO);
        value = value.plus(plannedValue(order.terms, order, quantity));
      }
    }
    const points = basisPoints(slippage, value);
    return {
      asset,
      slippage: slippage.toString(),
      basisPoints: points,
      profit: text(profit),
      fee: text(fee),
    };
  });
}
