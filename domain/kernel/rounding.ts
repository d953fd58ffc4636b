/** Directed rounding of a quotient: toward zero, away from zero, or toward an infinity. */
export type Rounding = 'down' | 'up' | 'floor' | 'ceiling' | 'half-up' | 'half-even';

/** `n / d` rounded to an integer; `d` is positive. */
export function roundQuotient(n: bigint, d: bigint, rounding: Rounding): bigint {
  const quotient = n / d;
  const rest = n % d;
  if (rest === 0n) return quotient;
  const away = quotient + (n < 0n ? -1n : 1n);
  const twice = (rest < 0n ? -rest : rest) * 2n;
  switch (rounding) {
    case 'down':
      return quotient;
    case 'up':
      return away;
    case 'floor':
      return n < 0n ? away : quotient;
    case 'ceiling':
      return n < 0n ? quotient : away;
    case 'half-up':
      return twice >= d ? away : quotient;
    case 'half-even':
      if (twice !== d) return twice > d ? away : quotient;
      return quotient % 2n === 0n ? quotient : away;
  }
}
