// Writes docs/conformance.md from the published numbers that lie beside the checkout.
import { writeFileSync } from 'node:fs';
import { conformancePage } from '../test/support/conformance-page.ts';

writeFileSync('docs/conformance.md', await conformancePage('../shared/conformance'));
