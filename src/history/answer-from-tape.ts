import { refuse } from '../../domain/index.js';
import { demandWhole } from './past-state.js';
import type { Tape } from './tape.js';
import { historyPage, type HistoryPage, type HistoryQuestion } from './questions.js';
import {
  whyDeleveraged,
  type Deleveraged,
  type WhyDeleveragedQuestion,
} from './why-deleveraged.js';
import type { WhyQuestion } from './why-liquidated.js';
import { whyReport, type WhyLiquidated } from './why-report.js';
import { storiesOf, type LiquidationStory } from './story.js';

/** Asks what liquidations did, also to pools that are gone; of one case where it is named. */
export interface StoryQuestion {
  readonly ask: 'story';
  readonly account: string;
  readonly case?: string;
}

/** Questions that are answered from the tape alone. */
export type TapeQuestion = HistoryQuestion | StoryQuestion | WhyQuestion | WhyDeleveragedQuestion;

/** What each question that needs the tape is answered with. */
export interface TapeReplies {
  readonly history: HistoryPage;
  readonly story: readonly LiquidationStory[];
  readonly 'why-liquidated': WhyLiquidated;
  readonly 'why-deleveraged': readonly Deleveraged[];
}

/** The questions that need the tape. */
export const TAPE_QUESTIONS: ReadonlySet<string> = new Set<TapeQuestion['ask']>([
  'history',
  'story',
  'why-liquidated',
  'why-deleveraged',
]);

/**
 * @rejects `input.invalid`, `history.incomplete`, `history.no-liquidation`, and what the question
 *   itself may be refused for
 */
export function answerFromTape(
  tape: Tape,
  question: TapeQuestion,
): TapeReplies[TapeQuestion['ask']] {
  switch (question.ask) {
    case 'history':
      return historyPage(tape, question);
    case 'story':
      return demandStories(tape, question);
    case 'why-liquidated':
      return whyReport(tape, question);
    case 'why-deleveraged':
      demandWhole(tape);
      return whyDeleveraged(tape, question);
  }
}

function demandStories(
  tape: Tape,
  { account, case: only }: StoryQuestion,
): readonly LiquidationStory[] {
  const stories = storiesOf(tape, account, only);
  if (only !== undefined && stories.length === 0) {
    refuse('history.no-liquidation', `${account} has no liquidation case ${only}`, {
      field: 'case',
      figure: only,
    });
  }
  return stories;
}
