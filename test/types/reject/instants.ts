import { instantOf, type Instant } from '../../../domain/index.js';

export const bare: Instant = 5; // @reject
export const made: Instant = instantOf(5);
export const sum: Instant = made + 1; // @reject
