import type { AccountCommand, ProtectPosition } from '../../domain/index.js';
import type { Command, PriceOrderShape, TrailingShape } from './commands.js';
import { readDecimal } from './read-decimal.js';

type Protect = Extract<Command, { type: 'protect' }>;

/** @rejects `input.invalid` naming the field that is no decimal */
export function readProtect(command: Protect): Extract<AccountCommand, { type: 'protect' }> {
  const { stopLoss, takeProfit, trailing, ...rest } = command;
  return {
    ...rest,
    ...(stopLoss === undefined ? {} : { stopLoss: priced('stopLoss', stopLoss) }),
    ...(takeProfit === undefined ? {} : { takeProfit: priced('takeProfit', takeProfit) }),
    ...(trailing === undefined ? {} : { trailing: trailed(trailing) }),
  };
}

function priced(field: string, shape: PriceOrderShape): NonNullable<ProtectPosition['stopLoss']> {
  if (shape === null || shape === 'off') return 'off';
  if (typeof shape === 'string') return { price: readDecimal(field, shape) };
  const { price, ...part } = shape;
  return { price: readDecimal(`${field}.price`, price), ...partOf(field, part) };
}

function trailed(shape: TrailingShape): NonNullable<ProtectPosition['trailing']> {
  if (shape === null || shape === 'off') return 'off';
  if (typeof shape === 'string') return { amount: readDecimal('trailing', shape) };
  const { amount, percent, ...part } = shape;
  return {
    ...(amount === undefined ? {} : { amount: readDecimal('trailing.amount', amount) }),
    ...(percent === undefined ? {} : { percent: readDecimal('trailing.percent', percent) }),
    ...partOf('trailing', part),
  };
}

function partOf(
  field: string,
  { trigger, quantity, share }: Omit<Exclude<PriceOrderShape, string | null>, 'price'>,
) {
  return {
    ...(trigger === undefined ? {} : { trigger }),
    ...(quantity === undefined ? {} : { quantity: readDecimal(`${field}.quantity`, quantity) }),
    ...(share === undefined ? {} : { share: readDecimal(`${field}.share`, share) }),
  };
}
