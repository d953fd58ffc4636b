/** The direction of a position or a fill. */
export type Side = 'long' | 'short';

/** +1 for long, -1 for short. */
export function signOfSide(side: Side): 1 | -1 {
  return side === 'long' ? 1 : -1;
}

/** The other side. */
export function opposite(side: Side): Side {
  return side === 'long' ? 'short' : 'long';
}
