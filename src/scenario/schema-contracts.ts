import { decimal, either, listOf, oneOf, record, type Schema } from './schema-parts.js';

/** How close-outs are ordered. */
export const liquidationOrderSchema: Schema = either(
  oneOf('market', 'limit'),
  record({ type: oneOf('limit'), 'then?': oneOf('market', 'deficit') }),
);

/** How a mark follows its index. */
export const markRuleSchema: Schema = either(
  oneOf('as-told', 'index'),
  record({ band: listOf(record({ days: decimal, share: decimal }), 1) }),
);

const contract = record({
  'markRule?': markRuleSchema,
  'liquidationOrder?': liquidationOrderSchema,
});

/** What perpetual and dated contracts have in common. */
export const contractsSchema: Schema = record({ 'perpetual?': contract, 'dated?': contract });
