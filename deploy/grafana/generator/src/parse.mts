// Parses the PromQL expressions of a JSON file, an object from names to expressions: node build/parse.mjs FILE
// Names those that are wrong, and where; ends with 1 if there are any.
import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';

const expressions: Record<string, string> = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let wrong = 0;
for (const [name, expression] of Object.entries(expressions)) {
  parser.parse(expression).iterate({
    enter(node) {
      if (!node.type.isError) return;
      wrong++;
      console.error(`${name}: wrong at ${node.from}: ${expression.slice(0, node.from)} <here> ${expression.slice(node.from)}`);
    },
  });
}
console.log(`${Object.keys(expressions).length} expressions, ${wrong} errors`);
process.exit(wrong ? 1 : 0);
