import {
  Draft,
  attempt,
  marginPool,
  maxQuantity,
  measurePool,
  refuse,
  standingCall,
  text,
  type Account,
  type Derivation,
  type MarginMode,
  type Rejection,
  type Result,
  type Side,
  type StandingCall,
} from '../../domain/index.js';
import type { InvalidInput } from '../input/invalid-input.js';
import type { Tape } from '../history/tape.js';
import { claimsOf, type ShownClaim } from './claim-report.js';
import { debtsOf, type DebtReport } from './debt-report.js';
import {
  poolFigures,
  positionFigures,
  type PoolFigures,
  type PositionFigures,
} from './account-figures.js';
import { protectionOfAccount, type ProtectionReport } from './protection-report.js';
import { executionReports, type ExecutionReport } from './execution-report.js';
import { explain } from './explain.js';
import { POSITION_FIGURES, type PoolFigure, type PositionFigure } from './figures.js';
import {
  TAPE_QUESTIONS,
  answerFromTape,
  type TapeQuestion,
  type TapeReplies,
} from '../history/answer-from-tape.js';
import type { HistoryPage, HistoryQuestion, HistoryRows } from '../history/questions.js';
import { overviewOf, type Overview } from './overview.js';
import { previewReply, type PreviewQuestion, type PreviewReply } from './preview-reply.js';
import { readDecimal } from './read-decimal.js';
import { scenarioReport, type ScenarioReport } from './scenario-report.js';
import { situationOf } from './simulation.js';
import type { EngineState } from './state.js';

/** What may be asked of an engine; nothing changes by asking. */
export type Query =
  | { readonly ask: 'pool'; readonly account: string; readonly pool: string }
  | { readonly ask: 'debts' | 'claims' | 'overview' | 'protection'; readonly account: string }
  | { readonly ask: 'margin-call' | 'scenarios'; readonly account: string; readonly pool: string }
  /** All liquidations and protective orders of the account, or one of them by its case. */
  | { readonly ask: 'execution-report'; readonly account: string; readonly case?: string }
  | {
      readonly ask: 'position';
      readonly account: string;
      readonly pool: string;
      readonly position: string;
    }
  | {
      readonly ask: 'max-quantity';
      readonly account: string;
      readonly instrument: string;
      readonly side: Side;
      readonly price: string;
      readonly mode?: MarginMode;
      readonly leverage?: string;
    }
  | {
      readonly ask: 'explain';
      readonly account: string;
      readonly pool: string;
      /** Of the pool, or of one of its positions where that is named. */
      readonly figure: PoolFigure | PositionFigure;
      readonly position?: string;
    }
  | TapeQuestion
  | PreviewQuestion;

/** The answer to each kind of question. */
export interface Replies extends TapeReplies {
  readonly pool: PoolFigures;
  readonly position: PositionFigures;
  readonly debts: DebtReport;
  readonly claims: readonly ShownClaim[];
  readonly overview: Overview;
  /** Null while no call stands. */
  readonly 'margin-call': StandingCall | null;
  readonly protection: ProtectionReport;
  readonly scenarios: ScenarioReport;
  readonly 'execution-report': readonly ExecutionReport[];
  readonly 'max-quantity': string;
  readonly explain: Derivation;
  readonly preview: PreviewReply;
}

/** A question that was answered, or the reason why not. */
export type QueryAnswer<Q extends Query> =
  | { readonly ok: true; readonly value: ReplyTo<Q> }
  | {
      readonly ok: false;
      readonly error: Rejection;
      /** Every problem of the shape, when that is what was wrong. */
      readonly problems?: readonly InvalidInput[];
    };

/** The answer to one question; a page of a history has the rows of its kind. */
export type ReplyTo<Q extends Query> =
  Q extends HistoryQuestion<infer K> ? HistoryPage<HistoryRows[K]> : Replies[Q['ask']];

/** Whether the answer needs the tape beside the state. */
export function asksTape({ ask }: Query): boolean {
  return ask === 'explain' || ask === 'execution-report' || TAPE_QUESTIONS.has(ask);
}

/** Answers a question about an account as it stands. */
export function answer<Q extends Query>(
  question: Q,
  account: Account,
  state: EngineState,
  tape: Tape,
): Result<ReplyTo<Q>, Rejection> {
  return attempt(() => reply(question, account, state, tape) as ReplyTo<Q>);
}

function reply(
  question: Query,
  account: Account,
  state: EngineState,
  tape: Tape,
): Replies[Query['ask']] {
  const { market, context } = state;
  switch (question.ask) {
    case 'pool': {
      const measure = measurePool(
        market,
        marginPool(account, market, demandPool(account, question.pool)),
      );
      return poolFigures(account, market, question.pool, measure);
    }
    case 'position': {
      const measure = measurePool(
        market,
        marginPool(account, market, demandPool(account, question.pool)),
      );
      const held = measure.valuations.find(({ position }) => position.key === question.position);
      if (held === undefined) return notHeld(question.position);
      return positionFigures(market, measure, held);
    }
    case 'claims':
      return claimsOf(account, market);
    case 'debts':
      return debtsOf(account, market);
    case 'overview':
      return overviewOf(account, context);
    case 'margin-call':
      return standingCall(new Draft(account, context), demandPool(account, question.pool));
    case 'scenarios':
      return scenarioReport(account, market, demandPool(account, question.pool));
    case 'protection':
      return protectionOfAccount(account, market);
    case 'execution-report': {
      const reports = executionReports(tape, account.id);
      const { case: id } = question;
      return id === undefined ? reports : reports.filter((report) => report.case === id);
    }
    case 'max-quantity': {
      const { instrument, side, price, mode, leverage } = question;
      const terms = {
        instrument,
        side,
        price: readDecimal('price', price),
        ...(mode === undefined ? {} : { mode }),
        ...(leverage === undefined ? {} : { leverage: readDecimal('leverage', leverage) }),
      };
      return text(maxQuantity(account, context, terms));
    }
    case 'preview':
      return previewReply(situationOf(state, [account]), question);
    case 'explain': {
      demandPool(account, question.pool);
      const { pool, figure, position } = question;
      if (position !== undefined) demandPositionFigure(figure);
      const asked = { account, pool, figure, ...(position === undefined ? {} : { position }) };
      return explain(market, tape, asked) ?? notHeld(position ?? '');
    }
    default:
      return answerFromTape(tape, question);
  }
}

function demandPool(account: Account, pool: string): string {
  if (account.pools.has(pool)) return pool;
  refuse('position.not-found', `${account.id} has no pool ${pool}`, {
    field: 'pool',
    figure: pool,
  });
}

function demandPositionFigure(figure: string): void {
  if ((POSITION_FIGURES as readonly string[]).includes(figure)) return;
  refuse('input.invalid', `${figure} is a figure of pools, not of positions`, {
    field: 'figure',
    figure,
    limit: POSITION_FIGURES.join(', '),
  });
}

function notHeld(position: string): never {
  refuse('position.not-found', `there is no open position ${position}`, {
    field: 'position',
    figure: position,
  });
}
