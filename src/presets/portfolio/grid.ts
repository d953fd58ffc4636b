import type { ShockTerms } from '../../../domain/index.js';

/** Moves of the price to both sides and none, each counted whole: `4, 8` is -8, -4, 0, 4, 8 %. */
export function evenMoves(percents: readonly string[]): ShockTerms[] {
  const falls = [...percents].reverse().map((percent) => ({ price: `-${shareOf(percent)}` }));
  return [...falls, { price: '0' }, ...percents.map((percent) => ({ price: shareOf(percent) }))];
}

/** Each move of the price with each move of the implied volatility. */
export function withVolatilities(
  moves: readonly ShockTerms[],
  volatilities: readonly string[],
): ShockTerms[] {
  return moves.flatMap((move) => volatilities.map((volatility) => ({ ...move, volatility })));
}

/** One move to both sides of which a share of the loss counts. */
export function extremeMove(percent: string, weight: string): ShockTerms[] {
  const price = shareOf(percent);
  return [
    { price: `-${price}`, weight },
    { price, weight },
  ];
}

/** Percent as a share, without leaving decimal notation: `7.5` is `0.075`. */
function shareOf(percent: string): string {
  const [whole = '0', part = ''] = percent.split('.');
  const digits = whole.padStart(3, '0');
  const cut = digits.length - 2;
  return `${digits.slice(0, cut)}.${digits.slice(cut)}${part}`.replace(/\.?0+$/, '');
}
