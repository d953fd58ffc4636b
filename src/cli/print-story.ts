import type { LiquidationStory, Measured } from '../history/story.js';
import { paint, type Terminal } from './terminal.js';

/** Prints liquidations, each under the heading of its case. */
export function printStories(terminal: Terminal, stories: readonly LiquidationStory[]): void {
  const colour = paint(terminal);
  for (const story of stories) {
    terminal.out(colour.bold(`case ${story.case}: ${story.account}, ${story.pool}`));
    terminal.out(`  ${story.why}`);
    for (const [, lines] of stepsOf(story)) for (const line of lines) terminal.out(`  ${line}`);
    const { ended } = story;
    if (ended === undefined) terminal.out('  it is still open');
    else terminal.out(`  ${ended.why}`);
  }
}

/** Close-outs and notes in the order of their events. */
function stepsOf({ closeOuts, notes }: LiquidationStory): (readonly [number, readonly string[]])[] {
  const steps: (readonly [number, readonly string[]])[] = [
    ...notes.map(({ sequence, text }) => [sequence, [text]] as const),
    ...closeOuts.map(({ sequence, quantity, why, before, fills, unfilled, after }) => {
      const filled = fills.map(({ quantity: filled, price, mark, slippage, profit, fee }) => {
        const against = mark === undefined ? '' : `, mark ${mark}, slippage ${slippage ?? '0'}`;
        return `  filled ${filled} at ${price}${against}: profit ${profit}, fee ${fee}`;
      });
      const open =
        unfilled === undefined ? [] : [`  left open ${unfilled.quantity}: ${unfilled.reason}`];
      const left = after === undefined ? [] : [`  after it: ${words(after)}`];
      const lines = [`${why} (${quantity} asked for)`, `  before it: ${words(before)}`];
      return [sequence, [...lines, ...filled, ...open, ...left]] as const;
    }),
  ];
  return steps.sort(([a], [b]) => a - b);
}

function words({ equity, maintenance, slack }: Measured): string {
  return `equity ${equity}, maintenance ${maintenance}, slack ${slack}`;
}
