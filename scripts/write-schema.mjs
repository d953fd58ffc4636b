// Writes the JSON Schema of scenario files beside the built code, so that it ships with the package.
import { writeFileSync } from 'node:fs';
import { scenarioSchema } from '../dist/src/scenario/schema.js';

writeFileSync('dist/scenario.schema.json', `${JSON.stringify(scenarioSchema, null, 2)}\n`);
