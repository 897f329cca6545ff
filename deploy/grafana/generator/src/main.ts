// Writes the dashboards into the folder that is named: node build/main.js FOLDER
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agents } from './agents';
import { grid } from './grid';
import { orleans } from './orleans';
import { strategies } from './strategies';
import { sweep } from './sweep';

const folder = process.argv[2];
if (!folder) {
  console.error('Name the folder to write to: node build/main.js FOLDER');
  process.exit(2);
}

for (const dashboard of [grid, sweep, strategies, agents, orleans]) {
  dashboard.panels?.forEach((panel, index) => (panel.id = index + 1));
  writeFileSync(join(folder, `${dashboard.uid}.json`), JSON.stringify(dashboard, null, 2) + '\n');
}
