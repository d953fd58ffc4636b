import { IsIn, IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import { LOT_METHODS } from '../../domain/index.js';
import { POOL_FIGURES, POSITION_FIGURES } from '../application/figures.js';
import type { Query } from '../application/queries.js';
import { HISTORY_KINDS, MOST_ROWS } from '../history/questions.js';
import { IsDecimalString, IsMoment, IsName, IsTime } from './rules.js';

class QueryShape {
  @IsName() ask!: string;
  @IsName() account!: string;
}

class PoolQuery extends QueryShape {
  @IsName() pool!: string;
}

class PositionQuery extends PoolQuery {
  @IsName() position!: string;
}

class MaxQuantityQuery extends QueryShape {
  @IsName() instrument!: string;
  @IsIn(['long', 'short']) side!: string;
  @IsDecimalString() price!: string;
  @IsOptional() @IsIn(['cross', 'isolated']) mode?: string;
  @IsOptional() @IsDecimalString() leverage?: string;
}

class PreviewQuery extends QueryShape {
  @IsName() instrument!: string;
  @IsIn(['long', 'short']) side!: string;
  @IsDecimalString() quantity!: string;
  @IsOptional() @IsDecimalString() price?: string;
  @IsOptional() @IsIn(['cross', 'isolated']) mode?: string;
  @IsOptional() @IsDecimalString() leverage?: string;
  @IsOptional() @IsDecimalString() margin?: string;
  @IsOptional() @IsName() position?: string;
  @IsOptional() @IsIn(['maker', 'taker']) liquidity?: string;
  @IsOptional() @IsName() holding?: string;
  @IsOptional() @IsDecimalString() expectedPrice?: string;
  @IsOptional() @IsDecimalString() buffer?: string;
  @IsOptional() @IsDecimalString() otherFees?: string;
}

/** A figure of a pool, or one of a position, which then has to be named. */
class ExplainQuery extends PoolQuery {
  @IsIn([...new Set<string>([...POOL_FIGURES, ...POSITION_FIGURES])]) figure!: string;
  @ValidateIf(({ figure, position }: ExplainQuery) => {
    const ofPool = (POOL_FIGURES as readonly string[]).includes(figure);
    const ofPosition = (POSITION_FIGURES as readonly string[]).includes(figure);
    return position !== undefined || (ofPosition && !ofPool);
  })
  @IsName()
  position?: string;
}

class HistoryQuery extends QueryShape {
  @IsIn(HISTORY_KINDS) kind!: string;
  @IsOptional() @IsTime() from?: string;
  @IsOptional() @IsTime() to?: string;
  @IsOptional() @IsIn(LOT_METHODS) method?: string;
  @IsOptional() @IsInt() @Min(1) @Max(MOST_ROWS) limit?: number;
  @IsOptional() @IsName() cursor?: string;
}

class CaseQuery extends QueryShape {
  @IsOptional() @IsName() case?: string;
}

class WhyQuery extends CaseQuery {
  @IsOptional() @IsName() pool?: string;
  @IsOptional() @IsName() position?: string;
  @IsOptional() @IsMoment() since?: string | number;
}

class WhyDeleveragedQuery extends QueryShape {
  @IsOptional() @IsName() position?: string;
}

/** The shape of every question; the compiler sees to it that none is missing. */
export const QUERY_SHAPES: Readonly<Record<Query['ask'], new () => object>> = {
  pool: PoolQuery,
  debts: QueryShape,
  claims: QueryShape,
  overview: QueryShape,
  protection: QueryShape,
  'execution-report': CaseQuery,
  'margin-call': PoolQuery,
  scenarios: PoolQuery,
  position: PositionQuery,
  'max-quantity': MaxQuantityQuery,
  preview: PreviewQuery,
  explain: ExplainQuery,
  history: HistoryQuery,
  story: CaseQuery,
  'why-liquidated': WhyQuery,
  'why-deleveraged': WhyDeleveragedQuery,
};
