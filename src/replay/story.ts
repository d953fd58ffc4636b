import type { CloseOutStory, LiquidationStory } from '../history/story.js';
import type { StoryLine } from './replay-report.js';

/** The liquidations of an account as lines of a table, in the order they happened. */
export function storyLines(stories: readonly LiquidationStory[]): StoryLine[] {
  return stories.flatMap((story) => {
    const { startedAt: at, why: text, pool, started } = story;
    const first: StoryLine = {
      at,
      kind: 'started',
      case: story.case,
      pool,
      text,
      ...line(started),
    };
    const notes = story.notes.map(({ sequence, at, text }) => ({
      sequence,
      lines: [{ at, kind: 'note' as const, text }],
    }));
    const closeOuts = story.closeOuts.map((closeOut) => ({
      sequence: closeOut.sequence,
      lines: closeOutLines(closeOut),
    }));
    const middle = [...closeOuts, ...notes].sort((a, b) => a.sequence - b.sequence);
    return [first, ...middle.flatMap(({ lines }) => lines), ...lastLine(story)];
  });
}

function line({ equity, maintenance }: { equity: string; maintenance: string }) {
  return { equity, maintenance };
}

function closeOutLines(closeOut: CloseOutStory): StoryLine[] {
  const { at, instrument, quantity, why, before, fills, unfilled, after } = closeOut;
  const asked: StoryLine = {
    at,
    kind: 'close-out',
    text: why,
    instrument,
    quantity,
    ...line(before),
  };
  const filled = fills.map(({ at, quantity, price, profit, fee }): StoryLine => {
    const text = fee === '0' ? 'filled' : `filled, liquidation fee ${fee}`;
    return { at, kind: 'close-out', text, instrument, quantity, price, profit };
  });
  const open: StoryLine[] =
    unfilled === undefined
      ? []
      : [
          {
            at: filled.at(-1)?.at ?? at,
            kind: 'unfilled',
            text: `left open: ${unfilled.reason}`,
            instrument,
            quantity: unfilled.quantity,
          },
        ];
  const told = [asked, ...filled, ...open];
  const last = told.at(-1)!;
  return after === undefined || told.length === 1
    ? told
    : [...told.slice(0, -1), { ...last, ...line(after) }];
}

function lastLine({ ended }: LiquidationStory): StoryLine[] {
  if (ended === undefined) return [];
  const { at, why: text } = ended;
  return [{ at, kind: 'ended', text, ...line(ended) }];
}
