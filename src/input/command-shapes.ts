import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { WALLET_KINDS } from '../../domain/index.js';
import type { CommandType } from '../application/commands.js';
import {
  decimal,
  duration,
  either,
  listOf,
  mapOf,
  name,
  oneOf,
  record,
} from '../scenario/schema-parts.js';
import {
  lossLimitsSchema,
  priceOrderSchema,
  trailingSchema,
} from '../scenario/schema-protection.js';
import { channelsSchema, engineSchema, holderAlertsSchema } from '../scenario/schema-engine.js';
import {
  assetSchema,
  instrumentSchema,
  marginSchema,
  surfacesSchema,
} from '../scenario/schema-terms.js';
import { Fits, IsDecimalString, IsName, IsPrices, IsSequenceRecord, IsTime } from './rules.js';

const SIDES = ['long', 'short'];
const MODES = ['cross', 'isolated'];

class CommandShape {
  @IsName() type!: string;
  @IsOptional() @IsName() id?: string;
  @IsOptional() @IsTime() at?: string;
}

class HolderShape extends CommandShape {
  @IsName() account!: string;
}

class AccountShape extends HolderShape {
  @IsOptional() @IsDecimalString() leverage?: string;
  @IsOptional() @IsIn(MODES) mode?: string;
  @IsOptional() @IsIn(['one-way', 'hedge']) positionMode?: string;
}

class AmountShape extends HolderShape {
  @IsName() asset!: string;
  @IsDecimalString() amount!: string;
  @IsOptional() @IsIn([...WALLET_KINDS]) wallet?: string;
}

class AutoMarginShape extends HolderShape {
  @Fits('a decimal string or "off"', either(oneOf('off'), decimal)) cap!: unknown;
  @IsOptional() @IsName() position?: string;
  @IsOptional() @IsName() instrument?: string;
}

class PermitShape extends HolderShape {
  @IsOptional() @IsName() instrument?: string;
  @IsOptional() @IsIn(SIDES) side?: string;
  @IsOptional() @IsBoolean() eligible?: boolean;
  @IsOptional() @IsDecimalString() maxLeverage?: string;
  @IsOptional() @IsDecimalString() maxQuantity?: string;
}

class TransferShape extends AmountShape {
  @IsOptional() @IsName() toAccount?: string;
  @IsOptional() @IsIn([...WALLET_KINDS]) toWallet?: string;
}

class MovePositionShape extends HolderShape {
  @IsOptional() @IsName() instrument?: string;
  @IsOptional() @IsName() position?: string;
  @IsOptional() @IsIn(SIDES) side?: string;
  @IsOptional() @IsName() pool?: string;
  @IsOptional() @IsName() toAccount?: string;
  @IsOptional() @IsIn(MODES) mode?: string;
  @IsOptional() @IsDecimalString() margin?: string;
}

class BookShape extends HolderShape {
  @IsName() instrument!: string;
  @IsIn(SIDES) side!: string;
  @IsDecimalString() quantity!: string;
  @IsDecimalString() entry!: string;
  @IsOptional() @IsIn(MODES) mode?: string;
  @IsOptional() @IsDecimalString() leverage?: string;
  @IsOptional() @IsDecimalString() margin?: string;
  @IsOptional() @IsName() position?: string;
}

class FillShape extends HolderShape {
  @IsName() instrument!: string;
  @IsOptional() @IsIn(MODES) mode?: string;
  @IsOptional() @IsName() position?: string;
  @IsOptional() @IsIn(['maker', 'taker']) liquidity?: string;
  @IsOptional() @IsName() order?: string;
  @IsOptional() @IsDecimalString() leverage?: string;
  @IsOptional() @IsDecimalString() margin?: string;
}

class OpenShape extends FillShape {
  @IsIn(SIDES) side!: string;
  @IsDecimalString() quantity!: string;
  @IsDecimalString() price!: string;
}

class CloseShape extends FillShape {
  @IsOptional() @IsIn(SIDES) side?: string;
  @IsOptional() @IsDecimalString() quantity?: string;
  @IsOptional() @IsDecimalString() price?: string;
}

class OrderShape extends HolderShape {
  @IsName() order!: string;
  @IsName() instrument!: string;
  @IsIn(SIDES) side!: string;
  @IsDecimalString() quantity!: string;
  @IsDecimalString() price!: string;
  @IsOptional() @IsIn(MODES) mode?: string;
  @IsOptional() @IsDecimalString() leverage?: string;
  @IsOptional() @IsBoolean() reduceOnly?: boolean;
}

class CancelShape extends HolderShape {
  @IsName() order!: string;
}

class MarginShape extends HolderShape {
  @IsDecimalString() amount!: string;
  @IsOptional() @IsName() position?: string;
  @IsOptional() @IsName() instrument?: string;
}

class RepayShape extends HolderShape {
  @IsOptional() @IsDecimalString() amount?: string;
  @IsOptional() @IsName() position?: string;
  @IsOptional() @IsName() instrument?: string;
}

class ProtectShape extends HolderShape {
  @IsOptional() @IsName() position?: string;
  @IsOptional() @IsName() instrument?: string;
  @IsOptional() @Fits('a price, an order or "off"', priceOrderSchema) stopLoss?: unknown;
  @IsOptional() @Fits('a price, an order or "off"', priceOrderSchema) takeProfit?: unknown;
  @IsOptional() @Fits('an amount, an order or "off"', trailingSchema) trailing?: unknown;
  @IsOptional() @IsBoolean() oneCancelsOther?: boolean;
}

class LossLimitsShape extends HolderShape {
  @Fits('loss limits or "off"', either(oneOf('off'), lossLimitsSchema)) limits!: unknown;
}

class LeverageShape extends HolderShape {
  @IsName() instrument!: string;
  @IsDecimalString() leverage!: string;
}

class ModeShape extends HolderShape {
  @IsName() instrument!: string;
  @IsIn(MODES) mode!: string;
}

class AlertsShape extends HolderShape {
  @IsOptional() @Fits('alert terms, "on" or "off"', holderAlertsSchema) alerts?: unknown;
  @IsOptional() @Fits('topics by channel, "on" or "off"', channelsSchema) channels?: unknown;
}

class MarkShape extends CommandShape {
  @IsOptional() @IsPrices() marks?: object;
  @IsOptional() @IsPrices() indexes?: object;
  @IsOptional() @IsPrices() rates?: object;
  @IsOptional() @IsPrices() lasts?: object;
  @IsOptional() @IsSequenceRecord() sequences?: object;
  @IsOptional() @IsBoolean() partial?: boolean;
}

class FundingShape extends CommandShape {
  @IsName() instrument!: string;
  @IsDecimalString() rate!: string;
  @IsOptional() @IsDecimalString() mark?: string;
}

class DeleverageShape extends HolderShape {
  @IsName() instrument!: string;
  @IsOptional() @IsDecimalString() quantity?: string;
  @IsOptional() @Fits('a list of accounts', listOf(name)) against?: unknown;
  @IsIn(['bankruptcy', 'mark']) price!: string;
}

class VolatilityShape extends CommandShape {
  @IsOptional() @IsPrices() volatilities?: object;
  @IsOptional() @Fits('surfaces by base', surfacesSchema) surfaces?: object;
}

class OpenInterestShape extends CommandShape {
  @IsName() instrument!: string;
  @IsDecimalString() notional!: string;
}

class SourceShape extends CommandShape {
  @Fits('prices by instrument and source', mapOf(mapOf(decimal))) prices!: object;
}

class SettleShape extends CommandShape {
  @IsName() instrument!: string;
  @IsOptional() @IsDecimalString() price?: string;
}

class FundShape extends CommandShape {
  @IsName() asset!: string;
  @IsDecimalString() amount!: string;
}

class ScheduleShape extends CommandShape {
  @IsName() instrument!: string;
  @Fits('margin terms', marginSchema) margin!: unknown;
  @IsOptional() @IsTime() from?: string;
  @IsOptional() @Fits('an ISO 8601 duration', duration) grace?: string;
}

class ListingShape extends CommandShape {
  @Fits('instrument terms', instrumentSchema) instrument!: unknown;
}

const configuration = record({
  'settlement?': { type: 'string' },
  'liquidate?': { type: 'boolean' },
  'engine?': engineSchema,
  'assets?': listOf(assetSchema),
});

class ConfigurationShape extends CommandShape {
  @Fits('configuration terms', configuration) configuration!: unknown;
}

/** The shape of every command; the compiler sees to it that none is missing. */
export const SHAPES: Readonly<Record<CommandType, new () => object>> = {
  account: AccountShape,
  deposit: AmountShape,
  withdraw: AmountShape,
  balance: AmountShape,
  book: BookShape,
  open: OpenShape,
  close: CloseShape,
  order: OrderShape,
  cancel: CancelShape,
  addMargin: MarginShape,
  removeMargin: MarginShape,
  repay: RepayShape,
  protect: ProtectShape,
  lossLimits: LossLimitsShape,
  setLeverage: LeverageShape,
  setMode: ModeShape,
  setAlerts: AlertsShape,
  resume: HolderShape,
  autoMargin: AutoMarginShape,
  permit: PermitShape,
  transfer: TransferShape,
  movePosition: MovePositionShape,
  deleverage: DeleverageShape,
  mark: MarkShape,
  funding: FundingShape,
  accrue: CommandShape,
  source: SourceShape,
  volatility: VolatilityShape,
  openInterest: OpenInterestShape,
  settle: SettleShape,
  fund: FundShape,
  setSchedule: ScheduleShape,
  listInstrument: ListingShape,
  setConfiguration: ConfigurationShape,
  retry: CommandShape,
};
