import { test } from 'vitest';
import { readFileSync } from 'node:fs';
import { traceOf } from './trace-of';
test('dbg', () => {
  for (const file of (process.env['DBG'] ?? '').split(',')) {
    const t = traceOf(readFileSync(file, 'utf8'));
    for (const m of t.models) {
      console.log(file, m.name, 'outputs', m.outputs, m.complete);
      for (const n of m.nodes) console.log(n.index, n.kind, n.qualifiedName, n.inputs.join(','), n.call?.name, n.isOfLoss ?? '', JSON.stringify(n.call?.positional ?? []).slice(0, 160), JSON.stringify([...(n.call?.keywords ?? [])]).slice(0,100));
      console.log(JSON.stringify(m.losses.map((l) => ({ q: l.qualifiedName, p: l.predictions, t: l.target, f: l.targets?.map((x) => x.facts.form) }))));
    }
  }
}, 60000);
